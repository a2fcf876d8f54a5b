#ifndef GREENROOM_CLCMS_H
#define GREENROOM_CLCMS_H
#include <dlfcn.h>
#include <lcms2.h>

/// The functions used. They are not linked but looked up when first needed: most files are in the colours of the screen.
/// `__typeof__` takes each type from the library's own header.
#define GREENROOM_LCMS(X) \
    X(cmsBuildTabulatedToneCurve16) X(cmsCloseProfile) X(cmsCreateProfilePlaceholder) X(cmsCreateRGBProfile) \
    X(cmsCreateTransform) X(cmsCreateMultiprofileTransform) X(cmsCreate_sRGBProfile) X(cmsDeleteTransform) \
    X(cmsDoTransform) X(cmsDoTransformLineStride) X(cmsFreeToneCurve) X(cmsGetColorSpace) X(cmsOpenProfileFromMem) \
    X(cmsPipelineAlloc) X(cmsPipelineFree) X(cmsPipelineInsertStage) X(cmsSetColorSpace) X(cmsSetDeviceClass) \
    X(cmsSetPCS) X(cmsSetProfileVersion) X(cmsStageAllocCLut16bit) X(cmsStageSampleCLut16bit) X(cmsWriteTag)

#define GREENROOM_MEMBER(name) __typeof__(&name) _Nonnull name;
struct greenroom_lcms {
    GREENROOM_LCMS(GREENROOM_MEMBER)
};

#define GREENROOM_FIND(name) \
    table->name = library ? (__typeof__(&name))dlsym(library, #name) : 0; \
    if (!table->name) return 0;

/// Filling a table needs the names as text, which only the preprocessor can make of them.
/// Returns 0 when something is missing; dlerror() says what.
static inline int greenroom_load_lcms(struct greenroom_lcms *_Nonnull table) {
    void *library = dlopen("liblcms2.so.2", RTLD_LAZY | RTLD_LOCAL);
    GREENROOM_LCMS(GREENROOM_FIND)
    return 1;
}

/// Formats are made by macros with arguments, which Swift does not import.
static const cmsUInt32Number greenroom_lcms_rgba8 = TYPE_RGBA_8;
static const cmsUInt32Number greenroom_lcms_rgba16 = TYPE_RGBA_16;
static const cmsUInt32Number greenroom_lcms_rgb8 = TYPE_RGB_8;
static const cmsUInt32Number greenroom_lcms_gray8 = TYPE_GRAY_8;
#undef GREENROOM_MEMBER
#undef GREENROOM_FIND
#endif
