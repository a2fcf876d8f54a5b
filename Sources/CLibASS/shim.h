#ifndef GREENROOM_CLIBASS_H
#define GREENROOM_CLIBASS_H
#include <ass/ass.h>
#include <dlfcn.h>
#include <stdarg.h>

/// The functions used. They are not linked but looked up when first needed, because most tasks burn in no subtitles.
/// `__typeof__` takes each type from the library's own header.
#define GREENROOM_ASS(X) \
    X(ass_free_track) X(ass_library_done) X(ass_library_init) X(ass_read_memory) X(ass_render_frame) \
    X(ass_renderer_done) X(ass_renderer_init) X(ass_set_fonts) X(ass_set_frame_size) X(ass_set_message_cb) \
    X(ass_set_storage_size)

#define GREENROOM_MEMBER(name) __typeof__(&name) _Nonnull name;
struct greenroom_ass {
    GREENROOM_ASS(GREENROOM_MEMBER)
};

#define GREENROOM_FIND(name) \
    table->name = library ? (__typeof__(&name))dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// The callback's va_list keeps Swift from writing one: libass says nothing on standard error.
static inline void greenroom_ass_say_nothing(int level, const char *format, va_list list, void *data) {
    (void)level, (void)format, (void)list, (void)data;
}

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_ass(struct greenroom_ass *_Nonnull table) {
    void *library = dlopen("libass.so.9", RTLD_LAZY | RTLD_LOCAL);
    GREENROOM_ASS(GREENROOM_FIND)
    return 1;
}
static inline void greenroom_ass_silence(const struct greenroom_ass *_Nonnull table, ASS_Library *_Nonnull library) {
    table->ass_set_message_cb(library, greenroom_ass_say_nothing, 0);
}
#endif
