#pragma once

#include <zlib.h>

/// inflateInit2 is a macro, which Swift does not see. Raw deflate (RFC 1951), as ZIP archives hold it.
static inline int greenroom_inflate_begin(z_stream *stream) { return inflateInit2(stream, -15); }
