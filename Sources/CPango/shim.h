#ifndef GREENROOM_CPANGO_H
#define GREENROOM_CPANGO_H
#include <dlfcn.h>

/// cairo 1.16 and pango 1.50 as far as they are used, both of which have kept these since their first releases
/// (cairographics.org/manual, docs.gtk.org/Pango). They are declared here because their headers lie where only pkg-config
/// finds them, and its flags are refused by SwiftPM. The functions are not linked but looked up when first needed: few
/// processes write papers. libpangocairo brings the other libraries along.
typedef struct greenroom_cairo greenroom_cairo;
typedef struct greenroom_cairo_surface greenroom_cairo_surface;
typedef struct greenroom_pango_layout greenroom_pango_layout;
typedef struct greenroom_pango_context greenroom_pango_context;
typedef struct greenroom_pango_font greenroom_pango_font;
typedef struct greenroom_pango_language greenroom_pango_language;

struct greenroom_pango {
    greenroom_cairo_surface *_Nullable (*_Nonnull cairo_pdf_surface_create)(const char *_Nonnull, double, double);
    void (*_Nonnull cairo_pdf_surface_set_metadata)(greenroom_cairo_surface *_Nonnull, int, const char *_Nonnull);
    void (*_Nonnull cairo_surface_finish)(greenroom_cairo_surface *_Nonnull);
    int (*_Nonnull cairo_surface_status)(greenroom_cairo_surface *_Nonnull);
    void (*_Nonnull cairo_surface_destroy)(greenroom_cairo_surface *_Nonnull);
    greenroom_cairo *_Nullable (*_Nonnull cairo_create)(greenroom_cairo_surface *_Nonnull);
    void (*_Nonnull cairo_destroy)(greenroom_cairo *_Nonnull);
    int (*_Nonnull cairo_status)(greenroom_cairo *_Nonnull);
    void (*_Nonnull cairo_show_page)(greenroom_cairo *_Nonnull);
    void (*_Nonnull cairo_move_to)(greenroom_cairo *_Nonnull, double, double);
    void (*_Nonnull cairo_line_to)(greenroom_cairo *_Nonnull, double, double);
    void (*_Nonnull cairo_set_line_width)(greenroom_cairo *_Nonnull, double);
    void (*_Nonnull cairo_set_source_rgb)(greenroom_cairo *_Nonnull, double, double, double);
    void (*_Nonnull cairo_stroke)(greenroom_cairo *_Nonnull);
    greenroom_pango_layout *_Nullable (*_Nonnull pango_cairo_create_layout)(greenroom_cairo *_Nonnull);
    void (*_Nonnull pango_cairo_show_layout)(greenroom_cairo *_Nonnull, greenroom_pango_layout *_Nonnull);
    greenroom_pango_context *_Nonnull (*_Nonnull pango_layout_get_context)(greenroom_pango_layout *_Nonnull);
    void (*_Nonnull pango_context_set_language)(greenroom_pango_context *_Nonnull, greenroom_pango_language *_Nullable);
    greenroom_pango_language *_Nullable (*_Nonnull pango_language_from_string)(const char *_Nonnull);
    greenroom_pango_font *_Nullable (*_Nonnull pango_font_description_from_string)(const char *_Nonnull);
    void (*_Nonnull pango_font_description_free)(greenroom_pango_font *_Nullable);
    void (*_Nonnull pango_layout_set_font_description)(greenroom_pango_layout *_Nonnull, greenroom_pango_font *_Nullable);
    void (*_Nonnull pango_layout_set_width)(greenroom_pango_layout *_Nonnull, int);
    void (*_Nonnull pango_layout_set_wrap)(greenroom_pango_layout *_Nonnull, int);
    void (*_Nonnull pango_layout_set_alignment)(greenroom_pango_layout *_Nonnull, int);
    void (*_Nonnull pango_layout_set_text)(greenroom_pango_layout *_Nonnull, const char *_Nonnull, int);
    void (*_Nonnull pango_layout_get_pixel_size)(greenroom_pango_layout *_Nonnull, int *_Nonnull, int *_Nonnull);
    void (*_Nonnull g_object_unref)(void *_Nonnull);
};

#define GREENROOM_FIND(name) \
    table->name = (__typeof__(table->name))dlsym(library, #name); \
    if (!table->name) return 0;

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_pango(struct greenroom_pango *_Nonnull table) {
    void *library = dlopen("libpangocairo-1.0.so.0", RTLD_LAZY | RTLD_LOCAL);
    if (!library) return 0;
    GREENROOM_FIND(cairo_pdf_surface_create) GREENROOM_FIND(cairo_pdf_surface_set_metadata)
    GREENROOM_FIND(cairo_surface_finish) GREENROOM_FIND(cairo_surface_status) GREENROOM_FIND(cairo_surface_destroy)
    GREENROOM_FIND(cairo_create) GREENROOM_FIND(cairo_destroy) GREENROOM_FIND(cairo_status)
    GREENROOM_FIND(cairo_show_page) GREENROOM_FIND(cairo_move_to) GREENROOM_FIND(cairo_line_to)
    GREENROOM_FIND(cairo_set_line_width) GREENROOM_FIND(cairo_set_source_rgb) GREENROOM_FIND(cairo_stroke)
    GREENROOM_FIND(pango_cairo_create_layout) GREENROOM_FIND(pango_cairo_show_layout)
    GREENROOM_FIND(pango_layout_get_context) GREENROOM_FIND(pango_context_set_language)
    GREENROOM_FIND(pango_language_from_string) GREENROOM_FIND(pango_font_description_from_string)
    GREENROOM_FIND(pango_font_description_free) GREENROOM_FIND(pango_layout_set_font_description)
    GREENROOM_FIND(pango_layout_set_width) GREENROOM_FIND(pango_layout_set_wrap)
    GREENROOM_FIND(pango_layout_set_alignment) GREENROOM_FIND(pango_layout_set_text)
    GREENROOM_FIND(pango_layout_get_pixel_size) GREENROOM_FIND(g_object_unref)
    return 1;
}
#undef GREENROOM_FIND
#endif
