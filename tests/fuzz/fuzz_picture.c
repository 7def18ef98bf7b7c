/* An image of any format: pixels that are there, of a size that was allowed, or nothing. */
#include "decode/raster.h"
#include "decode/sniff.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

#include <limits.h>

#define PIXELS_MANY ((uint64_t)1 << 15)

/* Of an animation any of the first frames. */
static uint32_t frame_of(struct slice bytes)
{
	return bytes.length ? (uint8_t)bytes.data[bytes.length - 1] % 4 : 0;
}

static enum status gif_frame(struct slice bytes, struct picture *out)
{
	return gif_decode(bytes, frame_of(bytes), out);
}

static enum status webp_frame(struct slice bytes, struct picture *out)
{
	return webp_decode(bytes, frame_of(bytes), out);
}

/* Some hundred bytes may stand for millions of pixels: of those few are looked at, as each takes as long as thousands. */
static bool left_out(struct slice bytes, uint8_t which)
{
	struct blob image = sniff_image(bytes);
	return (uint64_t)image.width * image.height > PIXELS_MANY && which < 240;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static enum status (*const decoders[])(struct slice, struct picture *) = {png_decode, jpeg_decode, gif_frame,
	                                                                           webp_frame, bmp_decode};
	struct take input = {bytes, length};
	struct picture picture = {0};
	unsigned sum = 0;
	uint8_t which = take_byte(&input);
	struct slice image = slice_make((const char *)input.bytes, input.left);
	if (left_out(image, which))
		return 0;
	enum status status = decoders[which % 5](image, &picture);
	if ((status == STATUS_OK) != (picture.rgba != NULL))
		object("a picture is there when all is fine");
	if ((uint64_t)picture.columns * picture.rows > RASTER_KEPT_MOST)
		object("what is kept has a bound");
	for (size_t i = 0; picture.rgba && i < (size_t)picture.columns * picture.rows * 4; i++)
		sum += picture.rgba[i];
	picture_fini(&picture);
	return sum == UINT_MAX && !length; /* so that nothing is left out */
}
