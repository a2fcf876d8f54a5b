#include "cvoice.h"
#include <math.h>
#include <string.h>

enum { size = GREENROOM_VOCODER_SIZE, hop = GREENROOM_VOCODER_HOP, bins = size / 2 + 1, rows = 30, columns = 40 };
static const double tau = 6.283185307179586;

static_assert(rows * columns == size && size == 4 * hop, "the transform is taken apart into rows and columns");

typedef struct {
    float re[size], im[size];
} spectrum;

/// The discrete Fourier transform of `size` points, forwards without scale, in two steps (Cooley and Tukey, 1965): over
/// the rows, a turn, over the columns. `wave` holds one period of cosine and sine.
static void transform(const spectrum *in, spectrum *out, const spectrum *wave, float direction) {
    spectrum turned;
    for (int k = 0; k < rows; k++) {
        float re[columns] = {0}, im[columns] = {0};
        for (int n = 0; n < rows; n++) {
            const int at = columns * n * k % size;
            const float c = wave->re[at], s = direction * wave->im[at];
            const float *x = in->re + n * columns, *y = in->im + n * columns;
            for (int i = 0; i < columns; i++) {
                re[i] += x[i] * c - y[i] * s;
                im[i] += x[i] * s + y[i] * c;
            }
        }
        for (int i = 0; i < columns; i++) {
            const float c = wave->re[i * k], s = direction * wave->im[i * k];
            turned.re[i * rows + k] = re[i] * c - im[i] * s;
            turned.im[i * rows + k] = re[i] * s + im[i] * c;
        }
    }
    for (int k = 0; k < columns; k++) {
        float *re = out->re + k * rows, *im = out->im + k * rows;
        memset(re, 0, rows * sizeof *re);
        memset(im, 0, rows * sizeof *im);
        for (int n = 0; n < columns; n++) {
            const int at = rows * n * k % size;
            const float c = wave->re[at], s = direction * wave->im[at];
            const float *x = turned.re + n * rows, *y = turned.im + n * rows;
            for (int i = 0; i < rows; i++) {
                re[i] += x[i] * c - y[i] * s;
                im[i] += x[i] * s + y[i] * c;
            }
        }
    }
}

/// Every harmonic of the pitch below 11 kHz at unit amplitude, nothing where there is no voice:
/// sum over h = 1...H of cos(h t) = sin((H + 1/2) t) / (2 sin(t / 2)) - 1/2.
static void pulses(const float *pitch, int frames, float *out) {
    const float voiced = 40, highest = 11000;
    double phase = 0;
    for (int n = 0; n < frames * hop; n++) {
        // The pitch stands in the middle of its frame.
        const float place = ((float)n + 0.5f) / hop - 0.5f;
        const int before = (int)floorf(place), last = frames - 1;
        const float share = place - (float)before;
        const float left = pitch[before < 0 ? 0 : before], right = pitch[before + 1 > last ? last : before + 1];
        const float f = left * (1 - share) + right * share;
        const float used = f > voiced ? f : voiced;
        phase += (double)used / GREENROOM_VOCODER_RATE;
        phase -= floor(phase);
        const float t = (float)(tau * phase), harmonics = floorf(highest / used) + 0.5f, s = 2 * sinf(0.5f * t);
        out[n] = f > voiced ? (fabsf(s) <= 2e-3f ? harmonics : sinf(harmonics * t) / s) - 0.5f : 0;
    }
}

/// Two independent numbers of the normal distribution (Box and Muller, 1958) from a xorshift generator (Marsaglia, 2003).
static void normal(uint64_t *state, float *first, float *second) {
    uint64_t x = *state;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    *state = x;
    const float u = ((float)(x >> 40) + 1) / 16777217.f, v = (float)((x >> 8) & 0xffffff) / 16777216.f;
    const float length = sqrtf(-2 * logf(u)), angle = (float)tau * v;
    *first = length * cosf(angle);
    *second = length * sinf(angle);
}

static float magnitude(float logarithm) { return expf(logarithm < 7 ? logarithm : 7); }

/// A sample of a signal that is mirrored at both ends.
static float mirrored(const float *signal, int count, int at) {
    if (at < 0) at = -at;
    if (at >= count) at = 2 * (count - 1) - at;
    return at < 0 || at >= count ? 0 : signal[at];
}

void greenroom_voice_vocode(const greenroom_voice_frames *in, uint64_t seed, float *scratch, float *out) {
    static const float pi = 3.14159265f;
    const int frames = in->count, samples = frames * hop;
    float *source = scratch, *weight = scratch + samples;
    spectrum wave, now, then;
    float window[size];
    for (int i = 0; i < size; i++) {
        wave.re[i] = (float)cos(tau * i / size);
        wave.im[i] = (float)sin(tau * i / size);
        window[i] = 0.5f - 0.5f * wave.re[i];
    }
    pulses(in->pitch, frames, source);
    memset(out, 0, (size_t)samples * sizeof *out);
    memset(weight, 0, (size_t)samples * sizeof *weight);
    uint64_t noise = seed * 0x9e3779b97f4a7c15u | 1;
    for (int t = 0; t < frames; t++) {
        const int start = t * hop - size / 2;
        for (int i = 0; i < size; i++) {
            now.re[i] = mirrored(source, samples, start + i) * window[i] / hop;
            now.im[i] = 0;
        }
        transform(&now, &then, &wave, -1);
        for (int k = 0; k < bins; k++) {
            const size_t at = (size_t)k * (size_t)frames + (size_t)t;
            const float turn = pi * tanhf(in->turn[at]), loud = magnitude(in->harmonic[at]);
            const float c = loud * cosf(turn), s = loud * sinf(turn);
            const float hiss = magnitude(in->noise[at]), rest = magnitude(in->rest[at]);
            float x, y;
            normal(&noise, &x, &y);
            const float re = then.re[k] * c - then.im[k] * s + hiss * x + rest * cosf(in->phase[at]);
            const float im = then.re[k] * s + then.im[k] * c + hiss * y + rest * sinf(in->phase[at]);
            now.re[k] = re;
            now.im[k] = k == 0 || k == bins - 1 ? 0 : im;
            if (k > 0 && k < bins - 1) {
                now.re[size - k] = re;
                now.im[size - k] = -im;
            }
        }
        transform(&now, &then, &wave, 1);
        for (int i = 0; i < size; i++) {
            if (start + i < 0 || start + i >= samples) continue;
            out[start + i] += then.re[i] / size * window[i];
            weight[start + i] += window[i] * window[i];
        }
    }
    for (int i = 0; i < samples; i++) out[i] /= weight[i] > 1e-11f ? weight[i] : 1e-11f;
}
