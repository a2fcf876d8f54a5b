#ifndef GREENROOM_CMAXMIND_H
#define GREENROOM_CMAXMIND_H
#include <dlfcn.h>
#include <maxminddb.h>
#include <stdlib.h>
#include <string.h>

/// The functions used. They are not linked but looked up when first needed, so that a machine without libmaxminddb does
/// everything but guess countries. `__typeof__` takes each type from the library's own header.
#define GREENROOM_MAXMIND(X) X(MMDB_aget_value) X(MMDB_close) X(MMDB_lookup_string) X(MMDB_open) X(MMDB_strerror)

#define GREENROOM_MEMBER(name) __typeof__(&name) _Nonnull name;
struct greenroom_maxmind {
    GREENROOM_MAXMIND(GREENROOM_MEMBER)
};

#define GREENROOM_FIND(name) \
    table->name = library ? (__typeof__(&name))dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_maxmind(struct greenroom_maxmind *_Nonnull table) {
    void *library = dlopen("libmaxminddb.so.0", RTLD_LAZY | RTLD_LOCAL);
    GREENROOM_MAXMIND(GREENROOM_FIND)
    return 1;
}

/// The value stands in an anonymous union, which Swift does not import whole: its 128-bit member has no type there.
/// Writes the two letters of the address's country and a zero; returns 0 when the database does not know it.
static inline int greenroom_country(
    const struct greenroom_maxmind *_Nonnull table, const MMDB_s *_Nonnull database, const char *_Nonnull address,
    char *_Nonnull country) {
    static const char *const kinds[] = {"country", "registered_country"};
    int name_error = 0, read_error = MMDB_SUCCESS;
    MMDB_lookup_result_s found = table->MMDB_lookup_string(database, address, &name_error, &read_error);
    if (name_error || read_error != MMDB_SUCCESS || !found.found_entry) return 0;
    for (int kind = 0; kind < 2; kind++) {
        const char *const path[] = {kinds[kind], "iso_code", 0};
        MMDB_entry_data_s value;
        if (table->MMDB_aget_value(&found.entry, &value, path) != MMDB_SUCCESS || !value.has_data) continue;
        if (value.type != MMDB_DATA_TYPE_UTF8_STRING || value.data_size != 2) continue;
        memcpy(country, value.utf8_string, 2);
        country[2] = 0;
        return 1;
    }
    return 0;
}
#endif
