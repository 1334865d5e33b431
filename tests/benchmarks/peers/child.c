// The smallest program to supervise: appends "pid nanoseconds" (CLOCK_MONOTONIC, when it ran first) to the file that STAMPS names, and waits.
// With LINES=COUNTxBYTES: makes COUNT writes of BYTES bytes of numbered lines to stdout, and appends "pid nanoseconds" that took to the file of DONE.
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE = 100 };

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int stamp(const char *variable, long long value)
{
    char line[64];
    const char *path = getenv(variable);
    if (path == NULL) return 1;
    int length = snprintf(line, sizeof line, "%d %lld\n", getpid(), value);
    int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0644);
    if (file < 0 || write(file, line, length) != length) return 0;
    close(file);
    return 1;
}

static int flood(long count, long size)
{
    char *block = malloc(size);
    long lines = size / LINE, number = 0;
    memset(block, 'x', size);
    for (long i = 0; i < count; i++) {
        for (long line = 0; line < lines; line++) {
            // The number first, so that a lost or doubled line could be found.
            char *start = block + line * LINE, *digit = start + 12;
            for (long rest = number++; digit > start; rest /= 10) *--digit = '0' + rest % 10;
            start[LINE - 1] = '\n';
        }
        for (long sent = 0; sent < size;) {
            ssize_t written = write(STDOUT_FILENO, block + sent, size - sent);
            if (written <= 0) return 0;
            sent += written;
        }
    }
    return 1;
}

int main(void)
{
    long long began = now();
    long count, size = LINE;
    const char *lines = getenv("LINES");
    if (!stamp("STAMPS", began)) return 1;
    if (lines != NULL && sscanf(lines, "%ldx%ld", &count, &size) >= 1 && count > 0) {
        began = now();
        if (!flood(count, size) || !stamp("DONE", now() - began)) return 1;
    }
    for (;;) pause();
}
