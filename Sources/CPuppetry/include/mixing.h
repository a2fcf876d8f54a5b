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

/// A frame that may show what is behind a person in another: `affine` takes pixels of the plate to its own; the mask is 1
/// where it shows a person itself.
typedef struct {
    puppet_picture picture;
    const float *mask;
    int32_t mask_width, mask_height;
    float affine[6];
} puppet_witness;

/// How many frames at most are asked for one pixel.
enum { puppet_most_witnesses = 40 };

/// Rows `first_row ..< end_row` of a plate: of what the witnesses show at each place the one of middle brightness, bilinear.
/// `known` (one float a pixel) says 1 where one showed something, else 0; there the plate is left as it is.
void puppet_background(const puppet_witness *witnesses, int32_t count, puppet_picture plate, float *known,
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
