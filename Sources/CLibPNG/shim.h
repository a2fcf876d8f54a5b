#ifndef GREENROOM_CLIBPNG_H
#define GREENROOM_CLIBPNG_H
#include <png.h>
#include <setjmp.h>

/// A picture that is being read. libpng tells errors by longjmp, which must not cross Swift: it leaves from, and lands in,
/// the functions below. Set `source` and `fill`; the rest begins as 0.
struct greenroom_png {
    void *_Nonnull source;
    /// Fills the buffer with the file's next bytes; 0 when there are fewer.
    int (*_Nonnull fill)(void *_Nonnull source, unsigned char *_Nonnull buffer, size_t count);
    png_structp _Nullable reader;
    png_infop _Nullable info;
    /// Of a row as it is read: 3 or 4, of 8 bits.
    int channels;
    /// Alive until the picture is closed.
    unsigned char *_Nullable profile;
    unsigned int profile_size;
};

static inline void greenroom_png_fail(png_structp reader, png_const_charp reason) {
    (void)reason;
    png_longjmp(reader, 1);
}

static inline void greenroom_png_warn(png_structp reader, png_const_charp reason) {
    (void)reader;
    (void)reason;
}

static inline void greenroom_png_fill(png_structp reader, png_bytep buffer, size_t count) {
    const struct greenroom_png *picture = png_get_io_ptr(reader);
    if (!picture->fill(picture->source, buffer, count)) png_longjmp(reader, 1);
}

/// Reads what stands before the pixels. Returns 0 when it makes no sense; the picture is to be closed all the same, and
/// must not move until then.
static inline int greenroom_png_open(struct greenroom_png *_Nonnull picture) {
    picture->reader = png_create_read_struct(PNG_LIBPNG_VER_STRING, 0, greenroom_png_fail, greenroom_png_warn);
    picture->info = picture->reader ? png_create_info_struct(picture->reader) : 0;
    if (!picture->info || setjmp(png_jmpbuf(picture->reader))) return 0;
    png_set_read_fn(picture->reader, picture, greenroom_png_fill);
    png_read_info(picture->reader, picture->info);
    png_set_expand(picture->reader);
    png_set_scale_16(picture->reader);
    png_set_gray_to_rgb(picture->reader);
    png_read_update_info(picture->reader, picture->info);
    picture->channels = png_get_channels(picture->reader, picture->info);
    png_charp name;
    int compression;
    png_get_iCCP(picture->reader, picture->info, &name, &compression, &picture->profile, &picture->profile_size);
    return 1;
}

/// Reads the next row, 8 bits a channel. Returns 0 where the file is damaged or at its end.
static inline int greenroom_png_read_row(struct greenroom_png *_Nonnull picture, unsigned char *_Nonnull row) {
    if (setjmp(png_jmpbuf(picture->reader))) return 0;
    png_read_row(picture->reader, row, 0);
    return 1;
}

static inline void greenroom_png_close(struct greenroom_png *_Nonnull picture) {
    png_destroy_read_struct(&picture->reader, &picture->info, 0);
}
#endif
