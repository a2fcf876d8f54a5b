#include "mouth.h"

#include <math.h>

static float clampf(float x, float low, float high) { return x < low ? low : (x > high ? high : x); }

/// 0 up to `from`, 1 from `to` on, smooth between.
static float step(float from, float to, float x) {
    const float t = clampf((x - from) / (to - from), 0, 1);
    return t * t * (3 - 2 * t);
}

static const float cavity_colour[3] = {58, 20, 20}, tongue_colour[3] = {150, 70, 70}, teeth_colour[3] = {238, 219, 196};

/// A row of teeth hanging from v = 0 down to about `length`, curved and darker towards the sides.
static float teeth_cover(float u, float v, float length, float reach) {
    return (1 - step(length, length + 0.02f, v + 0.0585f * u * u)) * (1 - step(reach, reach + 0.13f, fabsf(u)));
}

static float teeth_shade(float u, float v) {
    const float gap = u * 4.2f, beside = fabsf(gap - nearbyintf(gap));
    return (1 - 0.55f * u * u) * (0.8f + 0.2f * step(0, 0.09f, v)) * (0.9f + 0.1f * step(0.0f, 0.09f, beside));
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
    const float width = 2 * mouth->teeth_half_width;
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
            const float upper = mouth->upper_teeth * teeth_cover(ut, v, 0.105f, 0.72f);
            const float lower = mouth->lower_teeth * teeth_cover(ut, -below, 0.057f, 0.62f);
            const float upper_light = teeth_light * teeth_shade(ut, v);
            const float lower_light = 0.8f * teeth_light * teeth_shade(ut, -below + 0.03f);
            const float darkness = lip_shadow(*shade);
            for (int c = 0; c < 3; c++) {
                float colour = cavity_colour[c] * cavity_light * (1 - 0.225f * u * u);
                colour += (tongue_colour[c] * tongue_light - colour) * tongue;
                colour += (teeth_colour[c] * mouth->tint[c] * lower_light - colour) * lower;
                colour += (teeth_colour[c] * mouth->tint[c] * upper_light - colour) * upper;
                out[c] = byte(colour * darkness);
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
