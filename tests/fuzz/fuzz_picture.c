/* An image of any format: pixels that are there, of a size that was allowed, or nothing. */
#include "decode/raster.h"
#include "fuzz/take.h"
#include "fuzz/target.h"

#include <limits.h>

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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static enum status (*const decoders[])(struct slice, struct picture *) = {png_decode, jpeg_decode, gif_frame,
	                                                                           webp_frame, bmp_decode};
	struct take input = {bytes, length};
	struct picture picture = {0};
	unsigned sum = 0;
	uint8_t which = take_byte(&input);
	enum status status = decoders[which % 5](slice_make((const char *)input.bytes, input.left), &picture);
	if ((status == STATUS_OK) != (picture.rgba != NULL))
		object("a picture is there when all is fine");
	if ((uint64_t)picture.columns * picture.rows > RASTER_KEPT_MOST)
		object("what is kept has a bound");
	for (size_t i = 0; picture.rgba && i < (size_t)picture.columns * picture.rows * 4; i++)
		sum += picture.rgba[i];
	picture_fini(&picture);
	return sum == UINT_MAX && !length; /* so that nothing is left out */
}
