#ifndef GREENROOM_CLIBAV_H
#define GREENROOM_CLIBAV_H
#include <dlfcn.h>
#include <errno.h>
#include <linux/sched.h>
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <libavutil/tx.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The functions used, by library. They are not linked but looked up when first needed: Debian's libavcodec brings 130
/// libraries and 40 ms of relocations with it, which the probe, that reads headers by itself, need not pay.
/// `__typeof__` takes each type from libav's own header, so a call that does not fit it does not compile.
#define GREENROOM_AVUTIL(X) \
    X(av_audio_fifo_alloc) X(av_audio_fifo_drain) X(av_audio_fifo_free) X(av_audio_fifo_read) \
    X(av_audio_fifo_size) X(av_audio_fifo_write) X(av_channel_layout_copy) X(av_channel_layout_default) \
    X(av_d2q) X(av_dict_free) X(av_dict_get) X(av_dict_set) X(av_frame_alloc) X(av_frame_free) \
    X(av_frame_get_buffer) X(av_frame_get_side_data) X(av_frame_make_writable) X(av_frame_unref) X(av_free) X(av_get_pix_fmt_name) \
    X(av_log_set_callback) X(av_malloc) X(av_pix_fmt_desc_get) X(av_rescale_q) X(av_samples_set_silence) X(av_strerror) \
    X(av_tx_init) X(av_tx_uninit)
#define GREENROOM_AVCODEC(X) \
    X(av_new_packet) X(av_packet_alloc) X(av_packet_free) X(av_packet_rescale_ts) X(av_packet_unref) \
    X(av_parser_close) X(av_parser_init) X(av_parser_parse2) X(avcodec_alloc_context3) X(avcodec_find_decoder) \
    X(avcodec_find_decoder_by_name) X(avcodec_find_encoder) X(avcodec_find_encoder_by_name) X(avcodec_free_context) \
    X(avcodec_get_name) X(avcodec_open2) X(avcodec_parameters_copy) X(avcodec_parameters_from_context) \
    X(avcodec_parameters_to_context) X(avcodec_receive_frame) X(avcodec_receive_packet) X(avcodec_send_frame) \
    X(avcodec_send_packet)
#define GREENROOM_SWSCALE(X) \
    X(sws_freeContext) X(sws_getCoefficients) X(sws_getContext) X(sws_scale) X(sws_setColorspaceDetails)
#define GREENROOM_SWRESAMPLE(X) \
    X(swr_alloc_set_opts2) X(swr_convert) X(swr_free) X(swr_get_out_samples) X(swr_init)
#define GREENROOM_AVFORMAT(X) \
    X(av_find_best_stream) X(av_find_input_format) X(av_guess_frame_rate) X(av_interleaved_write_frame) \
    X(av_read_frame) X(av_seek_frame) X(av_stream_get_side_data) X(av_stream_new_side_data) X(av_write_trailer) X(avformat_alloc_context) \
    X(avformat_alloc_output_context2) X(avformat_close_input) X(avformat_find_stream_info) X(avformat_free_context) \
    X(avformat_new_stream) X(avformat_open_input) X(avformat_write_header) X(avio_alloc_context) X(avio_closep) \
    X(avio_context_free) X(avio_open)
#define GREENROOM_AVFILTER(X) \
    X(av_buffersink_get_frame) X(av_buffersrc_add_frame_flags) X(avfilter_graph_alloc) X(avfilter_graph_config) \
    X(avfilter_graph_free) X(avfilter_graph_parse2)

#define GREENROOM_MEMBER(name) __typeof__(&name) _Nonnull name;
/// What decoding and encoding need.
struct greenroom_codecs {
    GREENROOM_AVUTIL(GREENROOM_MEMBER)
    GREENROOM_AVCODEC(GREENROOM_MEMBER)
    GREENROOM_SWSCALE(GREENROOM_MEMBER)
    GREENROOM_SWRESAMPLE(GREENROOM_MEMBER)
};
/// What containers need besides.
struct greenroom_formats {
    GREENROOM_AVFORMAT(GREENROOM_MEMBER)
};
/// What filters need besides.
struct greenroom_filters {
    GREENROOM_AVFILTER(GREENROOM_MEMBER)
};

/// The callback's va_list keeps Swift from writing one: libav says nothing on standard error.
static inline void greenroom_say_nothing(void *object, int level, const char *format, va_list list) {
    (void)object, (void)level, (void)format, (void)list;
}

#define GREENROOM_LIBRARY(name, major) dlopen("lib" name ".so." AV_STRINGIFY(major), RTLD_LAZY | RTLD_LOCAL)
#define GREENROOM_FIND(name) \
    table->name = library ? (__typeof__(&name))dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_codecs(struct greenroom_codecs *_Nonnull table) {
    void *library = GREENROOM_LIBRARY("avutil", LIBAVUTIL_VERSION_MAJOR);
    GREENROOM_AVUTIL(GREENROOM_FIND)
    library = GREENROOM_LIBRARY("avcodec", LIBAVCODEC_VERSION_MAJOR);
    GREENROOM_AVCODEC(GREENROOM_FIND)
    library = GREENROOM_LIBRARY("swscale", LIBSWSCALE_VERSION_MAJOR);
    GREENROOM_SWSCALE(GREENROOM_FIND)
    library = GREENROOM_LIBRARY("swresample", LIBSWRESAMPLE_VERSION_MAJOR);
    GREENROOM_SWRESAMPLE(GREENROOM_FIND)
    table->av_log_set_callback(greenroom_say_nothing);
    return 1;
}
static inline int greenroom_load_formats(struct greenroom_formats *_Nonnull table) {
    void *library = GREENROOM_LIBRARY("avformat", LIBAVFORMAT_VERSION_MAJOR);
    GREENROOM_AVFORMAT(GREENROOM_FIND)
    return 1;
}
static inline int greenroom_load_filters(struct greenroom_filters *_Nonnull table) {
    void *library = GREENROOM_LIBRARY("avfilter", LIBAVFILTER_VERSION_MAJOR);
    GREENROOM_AVFILTER(GREENROOM_FIND)
    return 1;
}

/// Error codes and marks are made by macros with casts or negated tags, which Swift does not import.
static const int greenroom_error_end = AVERROR_EOF;
static const int greenroom_error_again = AVERROR(EAGAIN);
static const int greenroom_error_memory = AVERROR(ENOMEM);
static const int greenroom_error_io = AVERROR(EIO);
static const int greenroom_error_denied = AVERROR(EPERM);
static const int greenroom_error_invalid_argument = AVERROR(EINVAL);
static const int64_t greenroom_no_time = AV_NOPTS_VALUE;

/// What a process does to confine itself: prctl and syscall are variadic, and unshare shows only under _GNU_SOURCE,
/// with which this module would see other structures than Swift's Glibc.
int unshare(int flags);
static inline int greenroom_forbid_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
static inline int greenroom_leave_network(void) {
    return unshare(CLONE_NEWNET) == 0 ? 0 : unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

/// Whether the processor has AVX-512 and the system lets programs use it; Swift cannot ask.
static inline int greenroom_has_avx512(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512vl") != 0;
#else
    return 0;
#endif
}

static inline int greenroom_process_handle(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }
#endif
