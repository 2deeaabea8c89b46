/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The account that the clients written in C keep: see src/tally.rs and src/lines.rs. */

#ifndef TALLY_H
#define TALLY_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATH "/org/fubar/signal1"
#define INTERFACE "org.fubar.signal1"
#define RULE "type='signal',interface='org.fubar.signal1',member='Spam'"

enum { START = 1, END = 2 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Random lower-case letters, to be freed by the caller. */
static char *payload(uint64_t size)
{
    uint64_t state = 0x9E3779B97F4A7C15ULL ^ size;
    char *text = malloc(size + 1);
    if (!text)
        exit(1);
    for (uint64_t i = 0; i < size; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text[i] = (char)('a' + state % 26);
    }
    text[size] = 0;
    return text;
}

static void say(const char *line)
{
    if (puts(line) < 0 || fflush(stdout) != 0)
        exit(0);
}

static struct {
    const char *file;
    useconds_t slow, sleep;
    float *delays;
    size_t received, room;
    double first, last, said_at;
    uint64_t size;
    size_t said;
    int finished;
} tally;

/* The arguments behind the address: DELAYS-FILE SLOW-MICROSECONDS SLEEP-MILLISECONDS READ */
static void tally_start(char **arguments)
{
    tally.file = arguments[0];
    tally.slow = (useconds_t)strtoul(arguments[1], NULL, 10);
    tally.sleep = (useconds_t)strtoul(arguments[2], NULL, 10);
    tally.room = 128 * 1024;
    tally.delays = malloc(tally.room * sizeof *tally.delays);
    if (!tally.delays)
        exit(1);
}

static void tally_write(void)
{
    FILE *file = fopen(tally.file, "wb");
    if (file) {
        fwrite(tally.delays, sizeof *tally.delays, tally.received, file);
        fclose(file);
    }
}

/* To be called when nothing came for half a second. */
static void tally_idle(void)
{
    if (tally.received != tally.said && !tally.finished) {
        printf("count %zu\n", tally.received);
        if (fflush(stdout) != 0)
            exit(0);
    }
    tally.said = tally.received;
    tally.said_at = now();
}

static void tally_sleep(uint64_t microseconds)
{
    struct timespec t = {(time_t)(microseconds / 1000000), (long)(microseconds % 1000000) * 1000};
    while (nanosleep(&t, &t) != 0)
        ;
}

static void tally_signal(double stamp, uint64_t size)
{
    double at = now();
    if (size == START) {
        tally.received = tally.said = 0;
        tally.said_at = at;
        tally.finished = 0;
    } else if (size == END) {
        if (!tally.finished) {
            tally.finished = 1;
            tally_write();
            printf("done %zu %.7f %.7f %llu\n", tally.received, tally.first, tally.last,
                   (unsigned long long)tally.size);
            if (fflush(stdout) != 0)
                exit(0);
        }
    } else {
        if (tally.received == tally.room) {
            tally.room *= 2;
            tally.delays = realloc(tally.delays, tally.room * sizeof *tally.delays);
            if (!tally.delays)
                exit(1);
        }
        tally.delays[tally.received++] = (float)(at - stamp);
        tally.last = at;
        if (tally.received == 1) {
            tally.size = size;
            tally.first = stamp;
            say("count 1");
            tally.said = 1;
            tally.said_at = at;
            if (tally.sleep)
                tally_sleep((uint64_t)tally.sleep * 1000);
        }
        if (tally.slow)
            tally_sleep(tally.slow);
        if (at - tally.said_at > 0.5)
            tally_idle();
    }
}

static void tally_gone(const char *why)
{
    tally_write();
    printf("gone %zu %s\n", tally.received, why);
    fflush(stdout);
}

#endif
