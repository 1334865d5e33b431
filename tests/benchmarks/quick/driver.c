// Measures what a shell is too slow for. All results are milliseconds on stdout.
//   driver ready SOCKET STAMPS COMMAND...   from exec: until the socket answers, until the first program's first instruction
//   driver restart STAMPS ROUNDS            from kill(2) until the new process's first instruction: median, largest
//   driver herd STAMPS                      the same for all processes of STAMPS killed at once: the last one
//   driver post SOCKET PATH                 until POST PATH is answered
//   driver time ROUNDS COMMAND...           run time of a command: median, largest
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_STAMPS = 100000 };
static const long long PATIENCE = 30000000000LL;
static int pids[MAX_STAMPS];
static long long stamps[MAX_STAMPS];

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void nap(long microseconds)
{
    struct timespec time = { 0, microseconds * 1000 };
    nanosleep(&time, NULL);
}

static int compare(const void *a, const void *b)
{
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

static void print_spread(long long *times, int count)
{
    qsort(times, count, sizeof *times, compare);
    printf("%.2f %.2f\n", times[count / 2] / 1e6, times[count - 1] / 1e6);
}

static int read_stamps(const char *path)
{
    int count = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    while (count < MAX_STAMPS && fscanf(file, "%d %lld\n", &pids[count], &stamps[count]) == 2) count++;
    fclose(file);
    return count;
}

static void wait_for_stamps(const char *path, int count)
{
    long long begin = now();
    while (read_stamps(path) < count) {
        if (now() - begin > PATIENCE) {
            fprintf(stderr, "%d of %d programs ran\n", read_stamps(path), count);
            exit(1);
        }
        nap(500);
    }
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
    close(fd);
    return -1;
}

// Whether the request was answered with 2xx, to its end.
static int request(int fd, const char *method, const char *path)
{
    char buffer[65536];
    int length = snprintf(buffer, sizeof buffer, "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", method, path);
    if (write(fd, buffer, length) != length) return 0;
    int ok = -1;
    ssize_t got;
    while ((got = read(fd, buffer, sizeof buffer)) > 0) {
        if (ok < 0) ok = got > 12 && buffer[9] == '2';
    }
    return ok == 1;
}

static void quiet(void)
{
    int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
}

static int ready(char **arguments)
{
    const char *path = arguments[0], *stamp_file = arguments[1];
    long long begin = now();
    pid_t pid = fork();
    if (pid == 0) {
        quiet();
        execv(arguments[2], arguments + 2);
        _exit(127);
    }

    int fd;
    while ((fd = connect_to(path)) < 0) {
        if (now() - begin > PATIENCE) return 1;
        nap(100);
    }

    if (!request(fd, "GET", "/v1/info")) return 1;
    long long answered = now();
    wait_for_stamps(stamp_file, 1);
    printf("%.2f %.2f\n", (answered - begin) / 1e6, (stamps[0] - begin) / 1e6);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    return 0;
}

static int restart(char **arguments)
{
    int rounds = atoi(arguments[1]);
    long long times[1000];
    for (int round = 0; round < rounds; round++) {
        int count = read_stamps(arguments[0]);
        int pid = pids[count - 1];
        nap(20000);
        long long begin = now();
        if (kill(pid, SIGKILL) != 0) fail("kill");
        wait_for_stamps(arguments[0], count + 1);
        times[round] = stamps[count] - begin;
    }
    print_spread(times, rounds);
    return 0;
}

static int herd(char **arguments)
{
    int count = read_stamps(arguments[0]);
    long long begin = now(), last = 0;
    for (int i = 0; i < count; i++) kill(pids[i], SIGKILL);
    wait_for_stamps(arguments[0], 2 * count);
    for (int i = count; i < 2 * count; i++) {
        if (stamps[i] > last) last = stamps[i];
    }
    printf("%.2f\n", (last - begin) / 1e6);
    return 0;
}

static int post(char **arguments)
{
    long long begin = now();
    int fd = connect_to(arguments[0]);
    if (fd < 0) fail("connect");
    if (!request(fd, "POST", arguments[1])) return 1;
    printf("%.2f\n", (now() - begin) / 1e6);
    return 0;
}

static int time_command(char **arguments)
{
    int rounds = atoi(arguments[0]);
    long long times[1000];
    for (int round = 0; round < rounds; round++) {
        long long begin = now();
        pid_t pid = fork();
        if (pid == 0) {
            quiet();
            execv(arguments[1], arguments + 1);
            _exit(127);
        }
        int status;
        waitpid(pid, &status, 0);
        times[round] = now() - begin;
        if (!WIFEXITED(status) || WEXITSTATUS(status) == 127) return 1;
    }
    print_spread(times, rounds);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 5 && strcmp(argv[1], "ready") == 0) return ready(argv + 2);
    if (argc == 4 && strcmp(argv[1], "restart") == 0) return restart(argv + 2);
    if (argc == 3 && strcmp(argv[1], "herd") == 0) return herd(argv + 2);
    if (argc == 4 && strcmp(argv[1], "post") == 0) return post(argv + 2);
    if (argc >= 4 && strcmp(argv[1], "time") == 0) return time_command(argv + 2);
    fprintf(stderr, "usage: see the head of driver.c\n");
    return 2;
}
