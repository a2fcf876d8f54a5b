#pragma once

#include <stdbool.h>
#include <stdint.h>

/// A picture somebody else owns: RGBA, `row_bytes` from one row to the next.
typedef struct {
    uint8_t *pixels;
    int32_t width, height, row_bytes;
} puppet_picture;

/// Fills a network's input: `out_width` x `out_height` x RGB floats. The centre of each output pixel (x, y) is read at
/// (a0 x + a1 y + a2, a3 x + a4 y + a5) of the picture, bilinear, black outside, then `* scale + bias`.
/// - mirrored: output columns are written right to left.
void puppet_crop_rgb(puppet_picture from, const float affine[6], float *out, int32_t out_width, int32_t out_height,
                     float scale, float bias, bool mirrored);

/// A thumbnail of luma (0...255) for telling cuts: one sample in the middle of each cell.
void puppet_luma_thumbnail(puppet_picture from, uint8_t *out, int32_t out_width, int32_t out_height);

/// The mean colour of a disc, RGB 0...255; pixels outside the picture do not count.
/// Returns the number of pixels counted; `out` is untouched when that is 0.
int32_t puppet_mean_disc(puppet_picture from, float x, float y, float radius, float out[3]);
