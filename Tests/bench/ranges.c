// Downloads a file in ranges over some connections at a time and throws the bytes away in the kernel (MSG_TRUNC, tcp(7)),
// so that the client takes next to nothing of the cores that the server runs on.
// usage: ranges PORT PATH SIZE STREAMS RANGE TOTAL   sizes in bytes; prints the seconds taken; 1 when an answer was wrong
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int port;
static const char *path;
static long long size, range, total;
static atomic_llong taken;

static int fail(const char *what, const char *detail) {
    fprintf(stderr, "ranges: %s: %.300s\n", what, detail);
    return 1;
}

static int dial(void) {
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    return connect(connection, (struct sockaddr *)&place, sizeof place) == 0 ? connection : -1;
}

/// Reads the answer's head, checks it, and returns how many bytes of the body came with it, or -1.
static long long answer_head(int connection, long long wanted) {
    char head[65537];
    size_t held = 0;
    char *end = NULL;
    while (!end) {
        ssize_t got = recv(connection, head + held, sizeof head - 1 - held, 0);
        if (got <= 0) return fail("connection", "cut in the head"), -1;
        held += (size_t)got;
        head[held] = 0;
        end = strstr(head, "\r\n\r\n");
    }
    char *length = strcasestr(head, "\r\ncontent-length:");
    if (strncmp(head, "HTTP/1.1 206", 12) || !length || atoll(length + 17) != wanted) return fail("answer", head), -1;
    return (long long)(held - (size_t)(end + 4 - head));
}

static int fetch(int connection, long long from, long long wanted) {
    char request[4096];
    int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=%lld-%lld\r\n\r\n",
                          path, from, from + wanted - 1);
    if (send(connection, request, (size_t)length, MSG_NOSIGNAL) != length) return fail("connection", "cut in the request");
    long long got = answer_head(connection, wanted);
    if (got < 0) return 1;
    while (got < wanted) {
        long long left = wanted - got;
        ssize_t more = recv(connection, NULL, (size_t)(left < 1 << 20 ? left : 1 << 20), MSG_TRUNC);
        if (more <= 0) return fail("connection", "cut in the body");
        got += more;
    }
    return 0;
}

/// Takes the next range until all of them are taken; the file is read again from its start when it ends first.
static void *stream(void *failed) {
    int connection = dial();
    if (connection < 0) return *(int *)failed = fail("connection", "refused"), NULL;
    for (;;) {
        long long begin = atomic_fetch_add(&taken, range);
        if (begin >= total) break;
        long long from = begin % (size / range * range);
        if (fetch(connection, from, range)) return *(int *)failed = 1, close(connection), NULL;
    }
    close(connection);
    return NULL;
}

int main(int count, char **words) {
    if (count != 7) return fputs("usage: ranges PORT PATH SIZE STREAMS RANGE TOTAL\n", stderr), 2;
    port = atoi(words[1]);
    path = words[2];
    size = atoll(words[3]), range = atoll(words[5]), total = atoll(words[6]);
    int streams = atoi(words[4]), failed[64] = {0}, any = 0;
    if (streams < 1 || streams > 64 || range < 1 || range > size) return fputs("ranges: figures out of range\n", stderr), 2;
    pthread_t threads[64];
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (int index = 0; index < streams; index++) pthread_create(&threads[index], NULL, stream, &failed[index]);
    for (int index = 0; index < streams; index++) pthread_join(threads[index], NULL), any |= failed[index];
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("%.6f\n", (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) / 1e9);
    return any;
}
