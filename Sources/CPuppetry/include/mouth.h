#pragma once

#include "sampling.h"

/// Where the inside of a mouth lies and how it is lit. Lengths are pixels, colours 0...255.
typedef struct {
    /// Middle between the corners of the lips; unit vectors from corner to corner and towards the chin.
    float centre[2], across[2], down[2];
    /// From the centre to a corner: of the lips as they are, and as they are at rest (teeth do not stretch with a smile).
    float half_width, teeth_half_width;
    /// Along `down`, from the centre: the edge of the upper lip with the mouth closed, and the lower lip as it is.
    float upper_edge, lower_edge;
    /// Mean brightness of the skin, 0...1; how much of it reaches the teeth; the light's colour, (1, 1, 1) for white.
    float light, teeth_light, tint[3];
    /// 0...1: whether upper teeth are painted (not where the picture has its own), and how far the mouth is open enough
    /// for the lower teeth to be seen.
    float upper_teeth, lower_teeth;
} puppet_mouth;

/// What makes another face's mouth this face's, and this face's mouth one of its picture.
typedef struct {
    /// Brings the other's colours to this face's.
    float gain[3];
    /// The other's skin: teeth are paler than it, lips and tongue redder.
    float skin[3];
    /// The light's colour, (1, 1, 1) for white.
    float tint[3];
    /// What a picture without colours has instead, (1, 1, 1) for grey, and how many colours it has, 0...1.
    float tone[3], vividness;
} puppet_mouth_light;

/// Paints cavity, tongue and teeth over the whole of `patch`, whose corner lies at (left, top).
/// Its alpha becomes 0: nothing of it is the picture's own yet.
/// `shade` holds one float a pixel, 0...1: how far inside the lips the pixel is.
void puppet_paint_mouth(puppet_picture patch, int32_t left, int32_t top, const puppet_mouth *mouth, const float *shade);

/// Lays `patch` over the picture by `coverage * strength`. Where `other` (same size) is opaque and the patch is not, it
/// takes the patch's place by `other_strength`: its brightness, the colours mostly those of a mouth under this face's light,
/// darkened by `shade` as the patch was.
void puppet_lay_mouth(puppet_picture onto, puppet_picture patch, int32_t left, int32_t top, const float *coverage,
                      const float *shade, float strength, puppet_picture other, float other_strength,
                      const puppet_mouth_light *light);
