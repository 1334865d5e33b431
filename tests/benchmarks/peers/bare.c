// The physical limit: what a loop of system calls with no features takes for the same work.
//   bare keep COUNT PROGRAM   starts COUNT of PROGRAM, starts each again when it ends; SIGTERM ends them all, and then itself
//   bare copy FILE            stdin into FILE, letting the pipe fill for a millisecond at a time
//   bare serve SOCKET FILE    answers each request on SOCKET, over any number of connections one after the other, with FILE
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 1 << 20 };
extern char **environ;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static pid_t start(char *program)
{
    char *arguments[] = { program, NULL };
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t pid;
    sigemptyset(&none);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    if (posix_spawn(&pid, program, NULL, &attributes, arguments, environ) != 0) fail(program);
    posix_spawnattr_destroy(&attributes);
    return pid;
}

static int keep(int count, char *program)
{
    pid_t *pids = calloc(count, sizeof *pids);
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGCHLD);
    sigaddset(&wanted, SIGTERM);
    sigprocmask(SIG_BLOCK, &wanted, NULL);
    for (int i = 0; i < count; i++) pids[i] = start(program);
    while (sigwaitinfo(&wanted, NULL) != SIGTERM) {
        pid_t ended;
        while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
            for (int i = 0; i < count; i++)
                if (pids[i] == ended) pids[i] = start(program);
    }
    for (int i = 0; i < count; i++) kill(pids[i], SIGTERM);
    for (int i = 0; i < count; i++) waitpid(pids[i], NULL, 0);
    return 0;
}

static int copy(const char *path)
{
    static char buffer[CHUNK];
    struct timespec pause = { 0, 1000000 };
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file < 0) fail(path);
    fcntl(0, F_SETPIPE_SZ, CHUNK);
    for (ssize_t got; (got = read(0, buffer, CHUNK)) > 0; nanosleep(&pause, NULL))
        if (write(file, buffer, got) != got) fail(path);
    return 0;
}

static void serve(const char *socket_path, const char *path)
{
    static char request[65536], body[8 << 20], head[256];
    FILE *file = fopen(path, "r");
    if (file == NULL) fail(path);
    size_t length = fread(body, 1, sizeof body, file);
    int head_length = snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", length);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strncpy(address.sun_path, socket_path, sizeof address.sun_path - 1);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0) fail(socket_path);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        while (read(client, request, sizeof request) > 0) {
            if (write(client, head, head_length) != head_length) break;
            for (size_t sent = 0; sent < length;) {
                ssize_t count = write(client, body + sent, length - sent);
                if (count <= 0) break;
                sent += count;
            }
        }
        close(client);
    }
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "keep") == 0) return keep(atoi(argv[2]), argv[3]);
    if (argc == 3 && strcmp(argv[1], "copy") == 0) return copy(argv[2]);
    if (argc == 4 && strcmp(argv[1], "serve") == 0) serve(argv[2], argv[3]);
    fprintf(stderr, "usage: bare keep COUNT PROGRAM | copy FILE | serve SOCKET FILE\n");
    return 2;
}
