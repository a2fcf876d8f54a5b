#ifndef GREENROOM_CVOICE_H
#define GREENROOM_CVOICE_H

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

#endif
