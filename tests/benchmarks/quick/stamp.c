// A program that does nothing but say when it ran first: appends "pid nanoseconds" (CLOCK_MONOTONIC) to argv[1] and waits.
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (argc > 1) {
        char line[64];
        int length = snprintf(line, sizeof line, "%d %lld\n", getpid(), now.tv_sec * 1000000000LL + now.tv_nsec);
        int file = open(argv[1], O_WRONLY | O_APPEND | O_CREAT, 0644);
        if (file < 0 || write(file, line, length) != length) return 1;
        close(file);
    }
    for (;;) pause();
}
