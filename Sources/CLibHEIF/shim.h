#ifndef GREENROOM_CLIBHEIF_H
#define GREENROOM_CLIBHEIF_H
#include <dlfcn.h>
#include <libheif/heif.h>

/// The functions used. They are not linked but looked up when first needed: only HEIC and AVIF pictures need them.
/// `__typeof__` takes each type from the library's own header.
#define GREENROOM_HEIF(X) \
    X(heif_context_alloc) X(heif_context_free) X(heif_context_get_primary_image_handle) \
    X(heif_context_read_from_memory_without_copy) X(heif_context_set_max_decoding_threads) X(heif_decode_image) \
    X(heif_image_get_bits_per_pixel_range) X(heif_image_get_chroma_format) X(heif_image_get_colorspace) \
    X(heif_image_get_height) X(heif_image_get_plane_readonly) X(heif_image_get_width) \
    X(heif_image_handle_get_height) X(heif_image_handle_get_nclx_color_profile) \
    X(heif_image_handle_get_raw_color_profile) X(heif_image_handle_get_raw_color_profile_size) \
    X(heif_image_handle_get_width) X(heif_image_handle_has_alpha_channel) X(heif_image_handle_release) \
    X(heif_image_release) X(heif_nclx_color_profile_free)

#define GREENROOM_MEMBER(name) __typeof__(&name) _Nonnull name;
struct greenroom_heif {
    GREENROOM_HEIF(GREENROOM_MEMBER)
};

#define GREENROOM_FIND(name) \
    table->name = library ? (__typeof__(&name))dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_heif(struct greenroom_heif *_Nonnull table) {
    void *library = dlopen("libheif.so.1", RTLD_LAZY | RTLD_LOCAL);
    GREENROOM_HEIF(GREENROOM_FIND)
    return 1;
}
#undef GREENROOM_MEMBER
#undef GREENROOM_FIND
#endif
