#ifndef GREENROOM_CESPEAK_H
#define GREENROOM_CESPEAK_H
#include <dlfcn.h>
#include <espeak-ng/espeak_ng.h>
#include <espeak-ng/speak_lib.h>
#include <stdint.h>

/// The functions used. They are not linked but looked up when first needed, so that a machine without eSpeak NG still
/// does everything that is not speech. `__typeof__` takes each type from the library's own header.
#define GREENROOM_ESPEAK(X) \
    X(espeak_Info) X(espeak_Initialize) X(espeak_ListVoices) X(espeak_SetParameter) X(espeak_SetSynthCallback) \
    X(espeak_SetVoiceByName) X(espeak_Synth) X(espeak_Terminate) X(espeak_TextToPhonemes) \
    X(espeak_ng_SetVoiceByFile)

#define GREENROOM_MEMBER(name) __typeof__(&name) _Nonnull name;
struct greenroom_espeak {
    GREENROOM_ESPEAK(GREENROOM_MEMBER)
    /// What dlopen gave, for greenroom_unload_espeak; a number, so that Swift may hand the table from thread to thread.
    uintptr_t library;
};

#define GREENROOM_FIND(name) \
    table->name = library ? (__typeof__(&name))dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_espeak(struct greenroom_espeak *_Nonnull table) {
    void *library = dlopen("libespeak-ng.so.1", RTLD_LAZY | RTLD_LOCAL);
    GREENROOM_ESPEAK(GREENROOM_FIND)
    table->library = (uintptr_t)library;
    return 1;
}

/// The counterpart of the above. After espeak_Terminate, which ends the library's own thread.
static inline void greenroom_unload_espeak(uintptr_t library) { dlclose((void *)library); }
#endif
