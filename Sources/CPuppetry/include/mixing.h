#pragma once

#include "sampling.h"

// Replacing a person in a clip: masks are floats of half the picture's sides unless told otherwise.

/// A bone with flesh: from one place to another, with a radius at each.
typedef struct {
    float x0, y0, r0, x1, y1, r1;
} puppet_capsule;

/// For each pixel the distance to the nearest capsule's axis over its radius there: below 1 within the flesh.
void puppet_capsule_distance(const puppet_capsule *capsules, int32_t count, float *out, int32_t width, int32_t height);

/// `onto` becomes the frame where the mask is 0, the plate where it is 1, mixed between; the mask is enlarged smoothly.
/// All pictures have one size, the mask `mask_width` x `mask_height`.
void puppet_lay_plate(puppet_picture frame, puppet_picture plate, const float *mask, int32_t mask_width,
                      int32_t mask_height, puppet_picture onto);

/// Adds what another frame shows of a place: for each pixel of `plane` (four floats: colours times weight, weight) in
/// `rows first ..< end` where `wanted` (one float a pixel) is above 0, the other frame at (a0 x + a1 y + a2, ...),
/// bilinear, with one minus the other frame's mask there as weight. Nothing is added outside the other frame, where its
/// mask is above a half, or where the plane's weight is `enough`.
void puppet_gather(puppet_picture other, const float *other_mask, int32_t mask_width, int32_t mask_height,
                   const float affine[6], float enough, const float *wanted, float *plane, int32_t width,
                   int32_t first_row, int32_t end_row);

/// One step of laying `now` over `before` (Gauss-Newton on brightness, weights against outliers): sums for the four
/// unknowns (x, y, scale - 1, turn) about the middle. `affine` takes pixels of `now` to `before`; `weight` belongs to
/// `now`. Writes the normal equations: 10 numbers of the symmetric matrix by rows, 4 of the right side, the weights' sum
/// and the weighted sum of absolute differences.
void puppet_registration_step(const float *now, const float *before, const float *weight, int32_t width, int32_t height,
                              const float affine[6], double out[16]);

/// Adds up L*, a*, b* and their squares over pixels whose mask is above 0.8, every `step`-th of every `step`-th row: 6
/// sums and the count.
void puppet_lab_sums(puppet_picture picture, const float *mask, int32_t mask_width, int32_t mask_height, int32_t step,
                     double out[7]);

/// L* becomes (L* - middle) gain + middle + shift[0]; a* and b* are shifted. Alpha stays.
void puppet_change_light(puppet_picture picture, float middle, float gain, const float shift[3]);
