/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* GDBus: cc gdbus.c $(pkg-config --cflags --libs gio-2.0) */

#include <gio/gio.h>

#include "tally.h"

static const char introspection[] =
    "<node><interface name='org.fubar.signal1'>"
    "<method name='SpamSignal'><arg name='count' type='t' direction='in'/>"
    "<arg name='size' type='t' direction='in'/><arg name='sent' type='t' direction='out'/></method>"
    "<signal name='Spam'><arg name='stamp' type='d'/><arg name='size' type='t'/>"
    "<arg name='payload' type='s'/></signal></interface></node>";

static void spam_signal(GDBusConnection *bus, const char *sender, const char *path,
                        const char *interface, const char *method, GVariant *arguments,
                        GDBusMethodInvocation *call, gpointer data)
{
    guint64 count, size;
    g_variant_get(arguments, "(tt)", &count, &size);
    char *text = payload(size);
    GError *error = NULL;
    for (guint64 i = 0; i < count && !error; i++)
        g_dbus_connection_emit_signal(bus, NULL, PATH, INTERFACE, "Spam",
                                      g_variant_new("(dts)", now(), size, text), &error);
    free(text);
    if (error)
        g_dbus_method_invocation_take_error(call, error);
    else
        g_dbus_method_invocation_return_value(call, g_variant_new("(t)", count));
    (void)sender, (void)path, (void)interface, (void)method, (void)data;
}

static void spam(GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                 const char *signal, GVariant *arguments, gpointer data)
{
    double stamp;
    guint64 size;
    const char *text;
    g_variant_get(arguments, "(dt&s)", &stamp, &size, &text);
    tally_signal(stamp, size);
    (void)bus, (void)sender, (void)path, (void)interface, (void)signal, (void)data;
}

static gboolean idle(gpointer data)
{
    (void)data;
    tally_idle();
    return G_SOURCE_CONTINUE;
}

static void closed(GDBusConnection *bus, gboolean vanished, GError *error, gpointer serving)
{
    const char *why = error ? error->message : "hung up";
    if (serving) {
        printf("gone 0 %s\n", why);
        fflush(stdout);
    } else
        tally_gone(why);
    (void)bus, (void)vanished;
    exit(0);
}

static int fail(const char *what, GError *error)
{
    fprintf(stderr, "%s: %s\n", what, error ? error->message : "no reason given");
    return 1;
}

/* A call to the bus whose reply proves that what came before has been done. */
static gboolean bus_call(GDBusConnection *bus, const char *method, GVariant *arguments,
                         GError **error)
{
    GVariant *reply = g_dbus_connection_call_sync(
        bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
        arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, error);
    if (reply)
        g_variant_unref(reply);
    return reply != NULL;
}

int main(int argc, char **argv)
{
    int serving = argc == 4 && strcmp(argv[1], "serve") == 0;
    if (!serving && !(argc == 7 && strcmp(argv[1], "client") == 0)) {
        fprintf(stderr, "usage: gdbus serve ADDRESS NAME | client ADDRESS DELAYS SLOW SLEEP READ\n");
        return 2;
    }
    GError *error = NULL;
    GDBusConnection *bus = g_dbus_connection_new_for_address_sync(
        argv[2],
        G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
        NULL, NULL, &error);
    if (!bus)
        return fail("Cannot reach the bus", error);
    g_dbus_connection_set_exit_on_close(bus, FALSE);
    g_signal_connect(bus, "closed", G_CALLBACK(closed), GINT_TO_POINTER(serving));
    if (serving) {
        static const GDBusInterfaceVTable vtable = {spam_signal, NULL, NULL, {0}};
        GDBusNodeInfo *node = g_dbus_node_info_new_for_xml(introspection, &error);
        if (!node || !g_dbus_connection_register_object(bus, PATH, node->interfaces[0], &vtable,
                                                        NULL, NULL, &error))
            return fail("Cannot serve", error);
        if (!bus_call(bus, "RequestName", g_variant_new("(su)", argv[3], 4), &error))
            return fail("Cannot own the name", error);
    } else {
        tally_start(argv + 3);
        g_dbus_connection_signal_subscribe(bus, NULL, INTERFACE, "Spam", NULL, NULL,
                                           G_DBUS_SIGNAL_FLAGS_NONE, spam, NULL, NULL);
        if (!bus_call(bus, "GetId", NULL, &error))
            return fail("Cannot match", error);
        g_timeout_add(500, idle, NULL);
    }
    say("ready");
    g_main_loop_run(g_main_loop_new(NULL, FALSE));
    return 0;
}
