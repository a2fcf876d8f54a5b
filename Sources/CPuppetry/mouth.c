#include "mouth.h"

#include <math.h>

static float clampf(float x, float low, float high) { return x < low ? low : (x > high ? high : x); }

/// 0 up to `from`, 1 from `to` on, smooth between.
static float step(float from, float to, float x) {
    const float t = clampf((x - from) / (to - from), 0, 1);
    return t * t * (3 - 2 * t);
}

static const float cavity_colour[3] = {58, 20, 20}, tongue_colour[3] = {150, 70, 70}, teeth_colour[3] = {238, 219, 196};
static const float gum_colour[3] = {186, 104, 100};

/// Light that has gone through lips and gums is red: what is in their shade keeps more of its red.
static float in_shade(float colour, int channel, float light) {
    static const float warmth[3] = {0.10f, -0.06f, -0.10f};
    return colour * light * (1 + warmth[channel] * (1 - light));
}

/// A tooth of a row: where it begins and ends from the middle to the side, in half mouth widths as they are seen from the
/// front, where the row curves away; and how long it is beside the first.
typedef struct {
    float from, to, length;
} tooth;

enum { row_count = 6 };
static const tooth upper_row[row_count] = {
    {0, 0.265f, 1}, {0.265f, 0.47f, 0.91f}, {0.47f, 0.64f, 0.96f}, {0.64f, 0.77f, 0.86f}, {0.77f, 0.87f, 0.78f}, {0.87f, 2, 0.7f}};
static const tooth lower_row[row_count] = {
    {0, 0.15f, 1}, {0.15f, 0.30f, 1}, {0.30f, 0.45f, 1.04f}, {0.45f, 0.58f, 0.95f}, {0.58f, 0.70f, 0.9f}, {0.70f, 2, 0.85f}};

/// A place in a row: of the tooth that is there, its length, how far the place is from its middle (0...1) and from the
/// line to its neighbour (half mouth widths).
typedef struct {
    float length, aside, beside;
} tooth_place;

static tooth_place place_in(const tooth *row, float u) {
    const float out = fabsf(u);
    int32_t k = 0;
    while (k + 1 < row_count && out >= row[k].to) k++;
    const float half = (row[k].to - row[k].from) / 2, off = fabsf(out - row[k].from - half);
    return (tooth_place){row[k].length, fminf(off / half, 1), half - off};
}

/// A row of teeth hanging from v = 0 down to about `length`: its edge rises to the sides, and each tooth's to its corners.
static float teeth_cover(tooth_place place, float u, float v, float length, float reach) {
    const float aside = place.aside * place.aside;
    const float edge = length * place.length - 0.012f * aside * aside - 0.045f * u * u;
    return (1 - step(edge - 0.004f, edge + 0.010f, v)) * (1 - step(reach, reach + 0.16f, fabsf(u)));
}

/// Teeth are round, dark between each other, and less and less lit towards the gums and the corners of the mouth.
/// - fineness: 0...1; in a mouth of few pixels a line between two teeth would be as wide as a gap.
static float teeth_shade(tooth_place place, float u, float v, float fineness) {
    const float line = 1 - 0.26f * fineness * step(0.022f, 0.0f, place.beside) * step(-0.03f, 0.08f, v);
    const float roundness = 1 - 0.10f * place.aside * place.aside;
    return (1 - 0.85f * u * u) * (0.80f + 0.20f * step(-0.02f, 0.07f, v)) * roundness * line;
}

/// The colour of what is this bright inside a mouth: from the cavity over the tongue to the teeth.
static float mouth_colour(float luma, int channel, float tint) {
    static const float cavity = 31.4f, tongue = 94, teeth = 223;
    if (luma < cavity) return cavity_colour[channel] * luma / cavity;
    if (luma < tongue) {
        const float t = (luma - cavity) / (tongue - cavity);
        return cavity_colour[channel] + (tongue_colour[channel] - cavity_colour[channel]) * t;
    }
    const float t = fminf((luma - tongue) / (teeth - tongue), 1.2f);
    return tongue_colour[channel] + (teeth_colour[channel] * tint - tongue_colour[channel]) * t;
}

/// How surely a colour inside a mouth is a tooth's, by how much less red it is than the skin of the same face.
static float paleness(const uint8_t *colour, const float skin[3]) {
    const float red = (float)colour[0] / fmaxf(skin[0], 1);
    const float others = ((float)colour[1] / fmaxf(skin[1], 1) + (float)colour[2] / fmaxf(skin[2], 1)) / 2;
    return 1 - step(0.82f, 0.98f, red / fmaxf(others, 0.01f));
}

/// How dark it is behind the lips' edge.
static float lip_shadow(float shade) { return 0.45f + 0.55f * clampf(1.25f * shade - 0.2f, 0, 1); }

/// A driver's tongue as bright as its lips would look like one.
static const float guest_light = 0.8f;

static uint8_t byte(float x) { return (uint8_t)(clampf(x, 0, 255) + 0.5f); }

void puppet_paint_mouth(puppet_picture patch, int32_t left, int32_t top, const puppet_mouth *mouth, const float *shade) {
    const float width = 2 * mouth->teeth_half_width, fineness = step(12, 45, mouth->teeth_half_width);
    const float cavity_light = 0.4f + 0.8f * mouth->light, tongue_light = 0.35f + 0.75f * mouth->light;
    const float teeth_light = (0.30f + 0.75f * mouth->light) * mouth->teeth_light;
    for (int32_t y = 0; y < patch.height; y++) {
        uint8_t *out = patch.pixels + (int64_t)y * patch.row_bytes;
        for (int32_t x = 0; x < patch.width; x++, out += 4, shade++) {
            const float px = (float)(x + left) + 0.5f - mouth->centre[0], py = (float)(y + top) + 0.5f - mouth->centre[1];
            const float along = px * mouth->across[0] + py * mouth->across[1];
            const float deep = px * mouth->down[0] + py * mouth->down[1];
            const float u = clampf(along / mouth->half_width, -1.4f, 1.4f);
            const float ut = clampf(along / mouth->teeth_half_width, -1.4f, 1.4f);
            const float v = (deep - mouth->upper_edge) / width, below = (deep - mouth->lower_edge) / width;

            const float a = u / 0.55f, b = (below + 0.02f) / 0.16f;
            const float tongue = 0.8f * sqrtf(fmaxf(0, 1 - a * a - b * b));
            const tooth_place above = place_in(upper_row, ut), under = place_in(lower_row, ut);
            const float upper = mouth->upper_teeth * teeth_cover(above, ut, v, 0.118f, 0.70f);
            const float lower = mouth->lower_teeth * teeth_cover(under, ut, -below, 0.060f, 0.55f);
            const float upper_light = teeth_light * teeth_shade(above, ut, v, fineness);
            const float lower_light = 0.72f * teeth_light * teeth_shade(under, ut, -below + 0.03f, fineness);
            // Gums end in an arch over each tooth.
            const float gums = step(0.012f, -0.004f, v + 0.05f + 0.012f * above.aside * above.aside);
            const float darkness = lip_shadow(*shade);
            for (int c = 0; c < 3; c++) {
                float colour = cavity_colour[c] * cavity_light * (1 - 0.225f * u * u);
                colour += (tongue_colour[c] * tongue_light - colour) * tongue;
                colour += (in_shade(teeth_colour[c] * mouth->tint[c], c, lower_light) - colour) * lower;
                const float row = teeth_colour[c] + (gum_colour[c] - teeth_colour[c]) * gums;
                colour += (in_shade(row * mouth->tint[c], c, upper_light) - colour) * upper;
                out[c] = byte(in_shade(colour, c, darkness));
            }
            out[3] = 0;
        }
    }
}

void puppet_lay_mouth(puppet_picture onto, puppet_picture patch, int32_t left, int32_t top, const float *coverage,
                      const float *shade, float strength, puppet_picture other, float other_strength,
                      const puppet_mouth_light *light) {
    for (int32_t y = 0; y < patch.height; y++) {
        if (y + top < 0 || y + top >= onto.height) continue;
        for (int32_t x = 0; x < patch.width; x++) {
            const float cover = coverage[(int64_t)y * patch.width + x] * strength;
            if (x + left < 0 || x + left >= onto.width || !(cover > 0)) continue;
            uint8_t *out = onto.pixels + (int64_t)(y + top) * onto.row_bytes + 4 * (int64_t)(x + left);
            const uint8_t *own = patch.pixels + (int64_t)y * patch.row_bytes + 4 * (int64_t)x;
            const uint8_t *guest = other.pixels ? other.pixels + (int64_t)y * other.row_bytes + 4 * (int64_t)x : own;
            const float own_teeth = 0.9f * (float)own[3] / 255;
            const float share = other.pixels ? other_strength * (1 - own_teeth) * (float)guest[3] / 255 : 0;
            float lit[3], inside[3];
            const float darkness = guest_light * lip_shadow(shade[(int64_t)y * patch.width + x]);
            for (int c = 0; c < 3; c++) lit[c] = fminf((float)guest[c] * light->gain[c], 255) * darkness;
            // The clip's light falls into a mouth in other colours than this face's light would: brightness is the
            // driver's, colour mostly that of a mouth, and wholly where it is dark and colour is only noise. Teeth in
            // the shade are as dark as a tongue in the light: what tells them apart is how red they are.
            const float luma = 0.299f * lit[0] + 0.587f * lit[1] + 0.114f * lit[2];
            const float tooth = share > 0 ? paleness(guest, light->skin) * step(35, 75, luma) : 0;
            // What brings the driver's skin to this one's colour is no light on its teeth.
            const float own_hue = 0.15f * step(40, 100, luma) * (1 - tooth);
            for (int c = 0; c < 3; c++) {
                const float tongue = mouth_colour(luma, c, light->tint[c]);
                const float enamel = teeth_colour[c] * light->tint[c] * fminf(luma * 1.15f / 223, 1.1f);
                const float usual = tongue + (enamel - tongue) * tooth;
                const float other_colour = usual + (lit[c] - usual) * own_hue;
                inside[c] = (float)own[c] + (other_colour - (float)own[c]) * share;
            }
            const float grey = 0.299f * inside[0] + 0.587f * inside[1] + 0.114f * inside[2];
            for (int c = 0; c < 3; c++) {
                const float plain = grey * light->tone[c];
                const float colour = plain + (inside[c] - plain) * light->vividness;
                out[c] = byte((float)out[c] + (colour - (float)out[c]) * fminf(cover, 1));
            }
        }
    }
}
