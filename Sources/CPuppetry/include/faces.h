#pragma once

#include "sampling.h"

/// How a part of a picture looks, by its luma (0...255).
typedef struct {
    float mean, deviation;
    /// Mean absolute difference of a pixel from the mean of its four neighbours.
    float detail;
} puppet_look;

/// Looks at columns `left ..< right` of rows `top ..< bottom`, cut to the picture.
/// Returns the number of pixels looked at; `look` is untouched when that is 0.
int32_t puppet_look_at(puppet_picture from, int32_t left, int32_t top, int32_t right, int32_t bottom, puppet_look *look);

/// Where a talking mouth is laid into a frame, in pixels of the patch.
typedef struct {
    /// The tip of the nose, and the way down the face, as long as the face is high.
    float nose[2], down[2];
    /// Width of the soft rim along the patch's edges.
    float rim;
} puppet_lower_face;

/// Lays the lower half of a face over the picture: nothing of `patch` from .15 face heights above the tip of the nose, all
/// of it from .02 below, a soft rim at the patch's edges. The patch's corner lies at (left, top) of the picture.
void puppet_lay_lower_face(puppet_picture onto, puppet_picture patch, int32_t left, int32_t top,
                           const puppet_lower_face *face);
