/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A program with ways of its own: the library leaves them as they are. */

#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* What a library could change behind its program's back. */
struct ways {
    struct sigaction actions[65];
    sigset_t mask;
    int threads, files;
    mode_t umask;
    char folder[4096], locale[256], environment[65536];
};

static int entries(const char *path)
{
    int count = 0;
    DIR *folder = opendir(path);
    while (folder != NULL && readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

static void look(struct ways *ways)
{
    char **variable;
    int number;
    memset(ways, 0, sizeof(*ways));
    for (number = 1; number < 65; number++)
        sigaction(number, NULL, &ways->actions[number]);
    sigprocmask(SIG_SETMASK, NULL, &ways->mask);
    ways->threads = entries("/proc/self/task");
    ways->files = entries("/proc/self/fd");
    ways->umask = umask(0);
    umask(ways->umask);
    CHECK(getcwd(ways->folder, sizeof(ways->folder)) != NULL);
    strncpy(ways->locale, setlocale(LC_ALL, NULL), sizeof(ways->locale) - 1);
    for (variable = environ; *variable != NULL; variable++)
        strncat(ways->environment, *variable,
                sizeof(ways->environment) - strlen(ways->environment) - 1);
}

/* Compares with how it was. */
static void same(const struct ways *before)
{
    static struct ways now;
    int number;
    look(&now);
    for (number = 1; number < 65; number++) {
        const struct sigaction *was = &before->actions[number], *is = &now.actions[number];
        int signal, same = was->sa_handler == is->sa_handler && was->sa_flags == is->sa_flags;
        for (signal = 1; signal < 65; signal++)
            same &= sigismember(&was->sa_mask, signal) == sigismember(&is->sa_mask, signal);
        if (!same) {
            fprintf(stderr, "signal %d is handled otherwise\n", number);
            failures++;
        }
    }
    CHECK(memcmp(&before->mask, &now.mask, sizeof(now.mask)) == 0);
    IS(now.threads, before->threads);
    IS(now.files, before->files);
    IS(now.umask, before->umask);
    SAYS(now.folder, before->folder);
    SAYS(now.locale, before->locale);
    SAYS(now.environment, before->environment);
}

static lsm_connect *connected(void)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    IS(lsm_connect_password(getenv("URI"), NULL, &conn, 30000, &e, 0), LSM_ERR_OK);
    return conn;
}

static void use(lsm_connect *conn)
{
    lsm_pool **pools = NULL;
    uint32_t count = 0;
    IS(lsm_pool_list(conn, NULL, NULL, &pools, &count, 0), LSM_ERR_OK);
    CHECK(count > 0);
    IS(lsm_pool_record_array_free(pools, count), LSM_ERR_OK);
    pools = NULL;
    IS(lsm_pool_list(conn, (char *)"no key", (char *)"x", &pools, &count, 0),
       LSM_ERR_UNSUPPORTED_SEARCH_KEY);
}

/* The child closes its copy, connects anew, and leaves; the parent's session knows nothing of it. */
static void forking(void)
{
    lsm_connect *conn = connected();
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        lsm_connect *own;
        failures = 0;
        IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
        own = connected();
        use(own);
        IS(lsm_connect_close(own, 0), LSM_ERR_OK);
        exit(failures);
    }
    use(conn);
    IS(waitpid(child, &status, 0), child);
    IS(status, 0);
    /* A child that leaves without a word. */
    child = fork();
    if (child == 0)
        exit(0);
    IS(waitpid(child, &status, 0), child);
    IS(status, 0);
    use(conn);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
}

int main(void)
{
    static struct ways before;
    sigset_t mask;
    lsm_connect *conn;
    lsm_string_list *plugins = NULL;

    alarm(60);
    setlocale(LC_ALL, "");
    look(&before);
    conn = connected();
    use(conn);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
    IS(lsm_available_plugins_list("|", &plugins, 0), LSM_ERR_OK);
    IS(lsm_string_list_free(plugins), LSM_ERR_OK);
    /* No child is left to wait for. */
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
    same(&before);

    /* Programs that never wait, or block whatever can be blocked. */
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    sigfillset(&mask);
    sigdelset(&mask, SIGALRM);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    umask(077);
    look(&before);
    conn = connected();
    use(conn);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
    same(&before);
    signal(SIGCHLD, SIG_DFL);

    look(&before);
    forking();
    same(&before);
    return failures != 0;
}
