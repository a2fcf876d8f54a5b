#ifndef GREENROOM_CMECAB_H
#define GREENROOM_CMECAB_H
#include <dlfcn.h>
#include <stddef.h>

/// The functions used of MeCab 0.996 (mecab.h); looked up in the library of the Japanese pack, so that building needs
/// none of it.
#define GREENROOM_MECAB(X) \
    X(void *_Nullable, mecab_new, (int count, char *_Nullable *_Nonnull arguments)) \
    X(void, mecab_destroy, (void *_Nonnull mecab)) \
    X(const char *_Nullable, mecab_strerror, (void *_Nullable mecab)) \
    X(const char *_Nullable, mecab_sparse_tostr2, (void *_Nonnull mecab, const char *_Nonnull text, size_t length))

#define GREENROOM_MEMBER(result, name, parameters) result (*_Nonnull name) parameters;
struct greenroom_mecab {
    GREENROOM_MECAB(GREENROOM_MEMBER)
};

#define GREENROOM_FIND(result, name, parameters) \
    table->name = library ? (result (*) parameters)dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_mecab(const char *_Nonnull path, struct greenroom_mecab *_Nonnull table) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    GREENROOM_MECAB(GREENROOM_FIND)
    return 1;
}
#undef GREENROOM_MEMBER
#undef GREENROOM_FIND
#endif
