// CPuppetry: the loops of the built-in engine that touch every pixel or every landmark. Nothing here allocates; sizes are
// parameters; every kernel has a slow Swift twin in Tests/PuppetryTests.
//
// Pixels are 8-bit RGBA, rows top-down. Coordinates are continuous: x right, y down, pixel centres at +0.5.
#pragma once

#include "faces.h"
#include "fill.h"
#include "filters.h"
#include "grid.h"
#include "masks.h"
#include "mixing.h"
#include "mouth.h"
#include "overlay.h"
#include "raster.h"
#include "sampling.h"
#include "seams.h"
