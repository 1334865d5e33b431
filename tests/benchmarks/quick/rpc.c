// Asks one XML-RPC method again and again over one connection. usage: rpc SOCKET METHOD SECONDS
// On stdout: answers per second, median and largest time of an answer in milliseconds, bytes of an answer.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TIMES = 1000000, BUFFER = 1 << 20 };
static long long times[MAX_TIMES];
static char buffer[BUFFER + 1];

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

static int compare(const void *a, const void *b)
{
    long long x = *(const long long *)a, y = *(const long long *)b;
    return (x > y) - (x < y);
}

// Reads one answer with a Content-Length; returns the length of its body.
static long answer(int fd)
{
    long got = 0, length;
    char *body;
    do {
        ssize_t count = read(fd, buffer + got, BUFFER - got);
        if (count <= 0) fail("read");
        got += count;
        buffer[got] = 0;
        body = strstr(buffer, "\r\n\r\n");
    } while (body == NULL);
    char *header = strcasestr(buffer, "\r\nContent-Length:");
    if (strncmp(buffer + 8, " 200", 4) != 0 || header == NULL) {
        fprintf(stderr, "%.200s\n", buffer);
        exit(1);
    }
    length = atol(header + 17);
    long left = length - (got - (body + 4 - buffer));
    while (left > 0) {
        ssize_t count = read(fd, buffer, left < BUFFER ? left : BUFFER);
        if (count <= 0) fail("read");
        left -= count;
    }
    return length;
}

int main(int argc, char **argv)
{
    if (argc != 4) return 2;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    char body[512], request[1024];
    int body_length = snprintf(body, sizeof body, "<?xml version='1.0'?>\n<methodCall><methodName>%s</methodName><params></params></methodCall>", argv[2]);
    int length = snprintf(request, sizeof request, "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", body_length, body);
    long long end = now() + (long long)(atof(argv[3]) * 1e9), begin = now(), last = begin;
    int count = 0;
    long bytes = 0;
    while (count < MAX_TIMES && last < end) {
        if (write(fd, request, length) != length) fail("write");
        bytes = answer(fd);
        long long time = now();
        times[count++] = time - last;
        last = time;
    }
    double seconds = (last - begin) / 1e9;
    qsort(times, count, sizeof *times, compare);
    printf("%.1f %.3f %.3f %ld\n", count / seconds, times[count / 2] / 1e6, times[count - 1] / 1e6, bytes);
    return 0;
}
