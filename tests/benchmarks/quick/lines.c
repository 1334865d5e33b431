// Writes argv[1] lines of 100 bytes to stdout, one write(2) each, and then the seconds that took to stderr.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : 0;
    char line[101];
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    memset(line, 'x', sizeof line);
    for (long number = 0; number < count; number++) {
        // The number first, so that a lost or doubled line could be found.
        char *digit = line + 12;
        for (long rest = number; digit > line; rest /= 10) *--digit = '0' + rest % 10;
        line[99] = '\n';
        if (write(STDOUT_FILENO, line, 100) != 100) return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    fprintf(stderr, "%.3f\n", (end.tv_sec - begin.tv_sec) + (end.tv_nsec - begin.tv_nsec) / 1e9);
    return 0;
}
