#ifndef GREENROOM_CICU_H
#define GREENROOM_CICU_H
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>

/// The functions used of ICU (unicode/ubrk.h, unicode/uchar.h; stable since ICU 2.0). They are declared here instead of
/// taken from ICU's headers, because Foundation brings a module with an ICU of its own, whose enumerations differ.
/// They are not linked but looked up when first needed, in whichever version is installed: ICU's names end in it.
#define GREENROOM_ICU(X) \
    X(void *_Nullable, ubrk_open, (int type, const char *_Nonnull locale, const uint16_t *_Nullable text, int32_t length, \
                                   int *_Nonnull status)) \
    X(void, ubrk_close, (void *_Nonnull iterator)) \
    X(int32_t, ubrk_first, (void *_Nonnull iterator)) \
    X(int32_t, ubrk_next, (void *_Nonnull iterator)) \
    X(int32_t, u_getIntPropertyValue, (int32_t character, int property)) \
    X(const char *_Nullable, u_getPropertyValueName, (int property, int32_t value, int choice))

/// Those of its second library (unicode/unum.h, stable since ICU 2.0).
#define GREENROOM_ICU_NUMBERS(X) \
    X(void *_Nullable, unum_open, (int style, const uint16_t *_Nullable pattern, int32_t length, \
                                   const char *_Nonnull locale, void *_Nullable error, int *_Nonnull status)) \
    X(void, unum_close, (void *_Nonnull format)) \
    X(void, unum_setTextAttribute, (void *_Nonnull format, int attribute, const uint16_t *_Nonnull value, \
                                    int32_t length, int *_Nonnull status)) \
    X(int32_t, unum_formatInt64, (const void *_Nonnull format, int64_t number, uint16_t *_Nonnull result, \
                                  int32_t length, void *_Nullable position, int *_Nonnull status))

#define GREENROOM_MEMBER(result, name, parameters) result (*_Nonnull name) parameters;
struct greenroom_icu {
    GREENROOM_ICU(GREENROOM_MEMBER)
};
struct greenroom_icu_numbers {
    GREENROOM_ICU_NUMBERS(GREENROOM_MEMBER)
};
/// Of unicode/unum.h: the style of numbers in words, and the attribute that names its set of rules.
enum { greenroom_icu_spellout = 5, greenroom_icu_rule_set = 6 };

#define GREENROOM_FIND(result, name, parameters) \
    snprintf(text, sizeof text, "%s_%d", #name, version); \
    table->name = (result (*) parameters)dlsym(library, text); \
    if (!table->name) continue;

/// Kinds of breaks, a property and the form of its names.
enum { greenroom_icu_characters, greenroom_icu_words, greenroom_icu_lines, greenroom_icu_sentences };
enum { greenroom_icu_script = 0x100A, greenroom_icu_long_name = 1 };

/// Returns 0 when no version of ICU from 60 on is installed.
static inline int greenroom_load_icu(struct greenroom_icu *_Nonnull table) {
    for (int version = 99; version >= 60; version--) {
        char text[64];
        snprintf(text, sizeof text, "libicuuc.so.%d", version);
        void *library = dlopen(text, RTLD_LAZY | RTLD_LOCAL);
        if (!library) continue;
        GREENROOM_ICU(GREENROOM_FIND)
        return 1;
    }
    return 0;
}

static inline int greenroom_load_icu_numbers(struct greenroom_icu_numbers *_Nonnull table) {
    for (int version = 99; version >= 60; version--) {
        char text[64];
        snprintf(text, sizeof text, "libicui18n.so.%d", version);
        void *library = dlopen(text, RTLD_LAZY | RTLD_LOCAL);
        if (!library) continue;
        GREENROOM_ICU_NUMBERS(GREENROOM_FIND)
        return 1;
    }
    return 0;
}
#undef GREENROOM_MEMBER
#undef GREENROOM_FIND
#endif
