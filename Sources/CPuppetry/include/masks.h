#pragma once

#include "sampling.h"

// Masks and planes: one float a pixel, rows without gaps, at least one pixel.

/// Mean over a (2 radius + 1) square, edges repeated. `mask` is overwritten; `scratch` holds as many floats.
void puppet_box_blur(float *mask, float *scratch, int32_t width, int32_t height, int32_t radius);

/// The largest (or smallest) value of the (2 radius + 1) square round each pixel, as far as it lies in the mask. `mask`
/// is overwritten; `scratch` holds as many floats.
void puppet_spread(float *mask, float *scratch, int32_t width, int32_t height, int32_t radius, bool smallest);

/// Lets a mask follow the edges of the guide (He, Sun, Tang: Guided Image Filtering, IEEE PAMI 35, 2013), in place.
/// Guide and mask are 0...1. `scratch` holds five masks.
void puppet_guided_filter(const float *guide, float *mask, float *scratch, int32_t width, int32_t height,
                          int32_t radius, float epsilon);

/// A mask in another size, bilinear.
void puppet_resize(const float *mask, int32_t width, int32_t height, float *out, int32_t out_width, int32_t out_height);

/// Red (0), green (1), blue (2) or alpha (3) of each pixel, 0...1.
void puppet_channel(puppet_picture from, int32_t channel, float *out);

/// Brightness of each pixel, 0...1.
void puppet_luma(puppet_picture from, float *out);

/// Reads a network's mask at (a0 x + a1 y + a2, a3 x + a4 y + a5) for the centre of each pixel of `out` as a probability
/// 0...1, bilinear; 0 outside.
/// - are_logits: the network gives logits, not probabilities.
void puppet_read_mask(const float *mask, int32_t side, const float affine[6], bool are_logits, float *out,
                      int32_t width, int32_t height);

/// For each pixel the nearest seed, by passing on the neighbours' answers twice over the plane: off by less than a pixel.
/// `places` holds x and y a pixel: a seed its own place, the others -1; they are overwritten unless there is no seed.
void puppet_nearest_seed(int16_t *places, int32_t width, int32_t height);
