/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* sd-bus: cc sdbus.c $(pkg-config --cflags --libs libsystemd) */

#include <systemd/sd-bus.h>

#include "tally.h"

static int spam_signal(sd_bus_message *call, void *data, sd_bus_error *error)
{
    sd_bus *bus = sd_bus_message_get_bus(call);
    uint64_t count, size;
    int r = sd_bus_message_read(call, "tt", &count, &size);
    if (r < 0)
        return r;
    char *text = payload(size);
    for (uint64_t i = 0; i < count; i++) {
        r = sd_bus_emit_signal(bus, PATH, INTERFACE, "Spam", "dts", now(), size, text);
        if (r < 0) {
            free(text);
            return sd_bus_error_set_errnof(error, r, "after %llu signals: %s",
                                           (unsigned long long)i, strerror(-r));
        }
    }
    free(text);
    (void)data;
    return sd_bus_reply_method_return(call, "t", count);
}

static const sd_bus_vtable vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD("SpamSignal", "tt", "t", spam_signal, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_SIGNAL("Spam", "dts", 0),
    SD_BUS_VTABLE_END,
};

static int spam(sd_bus_message *message, void *data, sd_bus_error *error)
{
    double stamp;
    uint64_t size;
    const char *text;
    (void)data;
    (void)error;
    if (sd_bus_message_read(message, "dts", &stamp, &size, &text) >= 0)
        tally_signal(stamp, size);
    return 0;
}

static int fail(const char *what, int r)
{
    fprintf(stderr, "%s: %s\n", what, strerror(-r));
    return 1;
}

int main(int argc, char **argv)
{
    int serving = argc == 4 && strcmp(argv[1], "serve") == 0;
    if (!serving && !(argc == 7 && strcmp(argv[1], "client") == 0)) {
        fprintf(stderr, "usage: sdbus serve ADDRESS NAME | client ADDRESS DELAYS SLOW SLEEP READ\n");
        return 2;
    }
    sd_bus *bus;
    int r = sd_bus_new(&bus);
    if (r < 0 || (r = sd_bus_set_address(bus, argv[2])) < 0 ||
        (r = sd_bus_set_bus_client(bus, 1)) < 0 || (r = sd_bus_start(bus)) < 0)
        return fail("Cannot reach the bus", r);
    if (serving) {
        if ((r = sd_bus_add_object_vtable(bus, NULL, PATH, INTERFACE, vtable, NULL)) < 0 ||
            (r = sd_bus_request_name(bus, argv[3], 0)) < 0)
            return fail("Cannot own the name", r);
    } else {
        tally_start(argv + 3);
        if ((r = sd_bus_add_match(bus, NULL, RULE, spam, NULL)) < 0)
            return fail("Cannot match", r);
    }
    say("ready");
    for (;;) {
        r = sd_bus_process(bus, NULL);
        if (r == 0) {
            r = sd_bus_wait(bus, 500000);
            if (r == 0 && !serving)
                tally_idle();
        }
        if (r < 0 && r != -EINTR) {
            if (serving) {
                printf("gone 0 %s\n", strerror(-r));
                fflush(stdout);
            } else
                tally_gone(strerror(-r));
            return 0;
        }
    }
}
