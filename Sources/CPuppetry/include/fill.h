#pragma once

#include "sampling.h"

// Filling holes from what surrounds them by a pyramid (push-pull: Gortler and others, The Lumigraph, SIGGRAPH 1996).
// Planes hold four floats a pixel: red, green and blue times the weight, and the weight, 0...1.

/// The next smaller level, (width + 1) / 2 x (height + 1) / 2: sums of four pixels, scaled so that no weight exceeds 1.
void puppet_pull(const float *fine, int32_t width, int32_t height, float *coarse);

/// Adds what is missing to a weight of 1 from the next smaller level, smoothly enlarged.
void puppet_push(float *fine, int32_t width, int32_t height, const float *coarse);

/// A picture as such a plane; `weight` is one float a pixel.
void puppet_weighted(puppet_picture from, const float *weight, float *out);

/// Writes the colours of a plane whose weights are 1 where `share` (one float a pixel) says so, 0...1; alpha stays.
void puppet_lay_colours(const float *plane, const float *share, puppet_picture onto);

/// For each pixel how far the picture is from a filled plane: the channel that differs most, 0...1.
void puppet_colour_distance(const float *plane, puppet_picture picture, float *out);

/// Holes (`known`, one float a pixel, at most 0.5) with known pixels to their left and right go over from the one side's
/// colour to the other's, row by row; others stay.
void puppet_cross_holes(puppet_picture picture, const float *known);

/// Multiplies colours by the mask and makes it the alpha: what `puppet_draw_figure` takes as texture.
void puppet_premultiply(puppet_picture picture, const float *mask);
