#ifndef GREENROOM_CVOICE_H
#define GREENROOM_CVOICE_H

#include <assert.h>
#include <stdint.h>

/// The period at which a sound repeats itself, in samples: the shortest lag whose autocorrelation, divided by the power
/// of both stretches, is nearly the best.
/// @param samples `window` + `longest` of them.
/// @param shortest, longest the lags looked at; 1 < shortest < longest.
/// @param correlation room for `longest` + 1 values; overwritten.
/// @param strength 0...1, how exactly it repeats; 0 for silence.
/// @return the period with a fraction; 0 when there is none.
float greenroom_voice_period(
    const float *_Nonnull samples, int window, int shortest, int longest, float *_Nonnull correlation,
    float *_Nonnull strength);

/// Samples a second, points of its Fourier transform, and samples from frame to frame.
enum { GREENROOM_VOCODER_RATE = 24000, GREENROOM_VOCODER_SIZE = 1200, GREENROOM_VOCODER_HOP = 300 };

/// What an acoustic network says of each frame: five spectra of 601 bins, each bin's frames one after another, and the
/// pitch in Hz (below 40 where there is no voice). Magnitudes are natural logarithms.
typedef struct {
    const float *_Nonnull harmonic, *_Nonnull turn, *_Nonnull noise, *_Nonnull rest, *_Nonnull phase, *_Nonnull pitch;
    int count;
} greenroom_voice_frames;

/// Makes the sound of frames as hibari-tts 0.2.1 (`hibari/dsp.py`) does it: pulses of the pitch, each bin made as loud as
/// `harmonic` and turned by pi tanh(`turn`), noise as loud as `noise`, and `rest` with its own `phase`, put together by an
/// inverse short-time Fourier transform.
/// - scratch: twice as many floats as samples.
/// - out: count * GREENROOM_VOCODER_HOP samples, about -1...1.
void greenroom_voice_vocode(
    const greenroom_voice_frames *_Nonnull frames, uint64_t seed, float *_Nonnull scratch, float *_Nonnull out);
#endif
