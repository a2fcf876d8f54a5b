// What an upload cannot do without: reads a file, computes its SHA-256, writes it to another, syncs it.
// usage: write_and_hash FROM TO   prints the hash; exit code 1 when something failed
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { block = 1 << 20 };

static int copy(int from, int to, EVP_MD_CTX *hash, unsigned char *buffer) {
    for (;;) {
        ssize_t got = read(from, buffer, block);
        if (got <= 0) return (int)got;
        EVP_DigestUpdate(hash, buffer, (size_t)got);
        for (ssize_t done = 0; done < got;) {
            ssize_t written = write(to, buffer + done, (size_t)(got - done));
            if (written < 0) return -1;
            done += written;
        }
    }
}

int main(int count, char **words) {
    if (count != 3) return fputs("usage: write_and_hash FROM TO\n", stderr), 2;
    int from = open(words[1], O_RDONLY), to = open(words[2], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    unsigned char *buffer = malloc(block), digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    unsigned length = 0;
    if (from < 0 || to < 0 || !buffer || !hash) return perror("write_and_hash"), 1;
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    if (copy(from, to, hash, buffer) < 0 || fsync(to) < 0) return perror("write_and_hash"), 1;
    EVP_DigestFinal_ex(hash, digest, &length);
    for (unsigned index = 0; index < length; index++) printf("%02x", digest[index]);
    putchar('\n');
    return 0;
}
