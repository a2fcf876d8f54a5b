#ifndef GREENROOM_CWHISPER_H
#define GREENROOM_CWHISPER_H
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What is used of whisper.cpp 1.8.5 (include/whisper.h, MIT); looked up in the library of the recognition pack, so that
/// building needs none of it. The structs are handed over by value: every member counts.

enum greenroom_whisper_heads { greenroom_whisper_heads_base = 6 };

struct greenroom_whisper_context_params {
    bool use_gpu;
    bool flash_attn;
    int gpu_device;
    /// Times of tokens by dynamic time warping of the attention; not together with flash_attn.
    bool dtw_token_timestamps;
    int dtw_aheads_preset;
    int dtw_n_top;
    size_t dtw_n_heads;
    const void *_Nullable dtw_heads;
    size_t dtw_mem_size;
};

struct greenroom_whisper_params {
    int strategy;
    int n_threads;
    int n_max_text_ctx;
    int offset_ms;
    int duration_ms;
    bool translate;
    bool no_context;
    bool no_timestamps;
    bool single_segment;
    bool print_special;
    bool print_progress;
    bool print_realtime;
    bool print_timestamps;
    bool token_timestamps;
    float thold_pt;
    float thold_ptsum;
    int max_len;
    bool split_on_word;
    int max_tokens;
    bool debug_mode;
    int audio_ctx;
    bool tdrz_enable;
    const char *_Nullable suppress_regex;
    const char *_Nullable initial_prompt;
    bool carry_initial_prompt;
    const int32_t *_Nullable prompt_tokens;
    int prompt_n_tokens;
    const char *_Nullable language;
    bool detect_language;
    bool suppress_blank;
    bool suppress_nst;
    float temperature;
    float max_initial_ts;
    float length_penalty;
    float temperature_inc;
    float entropy_thold;
    float logprob_thold;
    float no_speech_thold;
    int greedy_best_of;
    int beam_size;
    float beam_patience;
    void *_Nullable callbacks[6];
    bool (*_Nullable abort)(void *_Nullable data);
    void *_Nullable abort_data;
    void *_Nullable logits[2];
    const void *_Nullable grammar_rules;
    size_t n_grammar_rules;
    size_t i_start_rule;
    float grammar_penalty;
    bool vad;
    const char *_Nullable vad_model_path;
    float vad_params[6];
};

struct greenroom_whisper_token {
    int32_t id;
    int32_t tid;
    float p;
    float plog;
    float pt;
    float ptsum;
    int64_t t0;
    int64_t t1;
    /// Hundredths of a second: about when the sound of the token ends.
    int64_t t_dtw;
    float vlen;
};

typedef void (*greenroom_whisper_log)(int level, const char *_Nullable text, void *_Nullable data);

#define GREENROOM_WHISPER(X) \
    X(const char *_Nullable, whisper_version, (void)) \
    X(void, whisper_log_set, (greenroom_whisper_log _Nonnull log, void *_Nullable data)) \
    X(struct greenroom_whisper_context_params, whisper_context_default_params, (void)) \
    X(void *_Nullable, whisper_init_from_file_with_params, \
      (const char *_Nonnull path, struct greenroom_whisper_context_params params)) \
    X(void, whisper_free, (void *_Nonnull context)) \
    X(struct greenroom_whisper_params, whisper_full_default_params, (int strategy)) \
    X(int, whisper_full, \
      (void *_Nonnull context, struct greenroom_whisper_params params, const float *_Nonnull samples, int count)) \
    X(int, whisper_full_lang_id, (void *_Nonnull context)) \
    X(const char *_Nullable, whisper_lang_str, (int id)) \
    X(int, whisper_lang_id, (const char *_Nonnull language)) \
    X(int32_t, whisper_token_eot, (void *_Nonnull context)) \
    X(int, whisper_full_n_segments, (void *_Nonnull context)) \
    X(int, whisper_full_n_tokens, (void *_Nonnull context, int segment)) \
    X(const char *_Nullable, whisper_full_get_token_text, (void *_Nonnull context, int segment, int token)) \
    X(struct greenroom_whisper_token, whisper_full_get_token_data, (void *_Nonnull context, int segment, int token))

#define GREENROOM_MEMBER(result, name, parameters) result (*_Nonnull name) parameters;
struct greenroom_whisper {
    GREENROOM_WHISPER(GREENROOM_MEMBER)
};

#define GREENROOM_FIND(result, name, parameters) \
    table->name = library ? (result (*) parameters)dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_whisper(const char *_Nonnull path, struct greenroom_whisper *_Nonnull table) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    GREENROOM_WHISPER(GREENROOM_FIND)
    return 1;
}
#undef GREENROOM_MEMBER
#undef GREENROOM_FIND

/// The library was built for these instructions and would die without them; only the compiler can ask.
static inline bool greenroom_can_run_whisper(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c") &&
        __builtin_cpu_supports("bmi2");
#else
    return false;
#endif
}
#endif
