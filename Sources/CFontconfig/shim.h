#ifndef GREENROOM_CFONTCONFIG_H
#define GREENROOM_CFONTCONFIG_H
#include <dlfcn.h>
#include <fontconfig/fontconfig.h>

/// The functions used. They are not linked but looked up when first needed, as libass does that draws with the fonts.
/// `__typeof__` takes each type from the library's own header.
#define GREENROOM_FONTCONFIG(X) \
    X(FcCharSetHasChar) X(FcFontList) X(FcFontSetDestroy) X(FcInitLoadConfigAndFonts) \
    X(FcObjectSetAdd) X(FcObjectSetCreate) X(FcObjectSetDestroy) X(FcPatternCreate) X(FcPatternDestroy) \
    X(FcPatternGetCharSet)

#define GREENROOM_MEMBER(name) __typeof__(&name) _Nonnull name;
struct greenroom_fontconfig {
    GREENROOM_FONTCONFIG(GREENROOM_MEMBER)
};

#define GREENROOM_FIND(name) \
    table->name = library ? (__typeof__(&name))dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_fontconfig(struct greenroom_fontconfig *_Nonnull table) {
    void *library = dlopen("libfontconfig.so.1", RTLD_LAZY | RTLD_LOCAL);
    GREENROOM_FONTCONFIG(GREENROOM_FIND)
    return 1;
}
#undef GREENROOM_MEMBER
#undef GREENROOM_FIND
#endif
