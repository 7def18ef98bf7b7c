/* Images as pixels: exact ones, large ones made smaller, and what is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/raster.h"
#include "unit/decode/payloads.h"

#include <math.h>
#include <png.h>

static struct str png_of(uint32_t width, uint32_t height, uint32_t format, const void *pixels)
{
	png_image image = {.version = PNG_IMAGE_VERSION, .width = width, .height = height, .format = format};
	png_alloc_size_t size = 0;
	struct str out = {0};
	assert_true(png_image_write_to_memory(&image, NULL, &size, 0, pixels, 0, NULL));
	char *bytes = xmalloc(size);
	assert_true(png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL));
	str_append(&out, bytes, size);
	free(bytes);
	return out;
}

static void a_png_is_what_was_written(void **state)
{
	static const uint8_t pixels[] = {255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
	struct str png = png_of(3, 2, PNG_FORMAT_RGBA, pixels);
	struct picture picture;
	assert_int_equal(png_decode(str_slice(&png), &picture), STATUS_OK);
	assert_int_equal(picture.width, 3);
	assert_int_equal(picture.height, 2);
	assert_int_equal(picture.reduction, 1);
	assert_int_equal(picture.channels, 4);
	assert_int_equal(picture.bits, 8);
	assert_int_equal(picture.min, 0);
	assert_int_equal(picture.max, 255);
	assert_memory_equal(picture.rgba, pixels, sizeof pixels);
	picture_fini(&picture);
	str_fini(&png);
}

static void greys_of_sixteen_bits_and_alpha(void **state)
{
	static const uint16_t pixels[] = {65535, 65535, 0, 65535};
	struct str png = png_of(2, 1, PNG_FORMAT_LINEAR_Y_ALPHA, pixels);
	struct picture picture;
	assert_int_equal(png_decode(str_slice(&png), &picture), STATUS_OK);
	assert_int_equal(picture.channels, 2);
	assert_int_equal(picture.bits, 16);
	assert_memory_equal(picture.rgba, "\xff\xff\xff\xff\0\0\0\xff", 8);
	picture_fini(&picture);
	str_fini(&png);
}

/* Wherever it ends, nothing is left of it and nothing is leaked. */
static void a_cut_png_is_damaged(void **state)
{
	uint8_t pixels[64 * 64 * 3];
	for (size_t i = 0; i < sizeof pixels; i++)
		pixels[i] = (uint8_t)(i * 7919 >> 3);
	struct str png = png_of(64, 64, PNG_FORMAT_RGB, pixels);
	for (size_t length = 0; length + 16 < png.length; length += 97) {
		struct picture picture;
		assert_int_equal(png_decode(slice_make(png.data, length), &picture), STATUS_CORRUPT);
		assert_null(picture.rgba);
	}
	str_fini(&png);
}

static uint32_t crc_of(const char *bytes, size_t length)
{
	uint32_t crc = UINT32_MAX;
	for (size_t i = 0; i < length; i++) {
		crc ^= (uint8_t)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
	}
	return ~crc;
}

static void big32(char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (char)(value >> (24 - 8 * i));
}

/* 57 bytes that claim 400 million pixels, or four billion. */
static void a_bomb_is_refused(void **state)
{
	static const uint32_t sides[] = {20000, 65535, 1000000, 2147483647};
	struct str png = png_of(1, 1, PNG_FORMAT_GRAY, "");
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		struct picture picture;
		big32(png.data + 16, sides[i]);
		big32(png.data + 20, sides[i]);
		big32(png.data + 29, crc_of(png.data + 12, 17));
		enum status status = png_decode(str_slice(&png), &picture);
		assert_true(status == STATUS_LIMIT || (i == 3 && status == STATUS_CORRUPT));
		assert_null(picture.rgba);
	}
	str_fini(&png);
}

static void a_large_one_is_kept_smaller(void **state)
{
	enum { WIDTH = 3001, HEIGHT = 1201 };
	struct picture picture = {0};
	struct raster raster;
	uint8_t *row = xcalloc(WIDTH, 4);
	assert_int_equal(raster_begin(&raster, &picture, WIDTH, HEIGHT), STATUS_OK);
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < 4 * WIDTH; x++)
			row[x] = (uint8_t)(y % 2 ? 200 : 100);
		raster_row(&raster, row);
	}
	raster_end(&raster);
	free(row);
	assert_int_equal(picture.reduction, 2);
	assert_int_equal(picture.columns, 1501);
	assert_int_equal(picture.rows, 601);
	assert_int_equal(picture.rgba[0], 150);
	assert_int_equal(picture.rgba[4 * 1500], 150); /* a square of one pixel's width */
	assert_int_equal(picture.rgba[4 * 1501 * 600], 100); /* of one pixel's height */
	assert_int_equal(picture.min, 100);
	assert_int_equal(picture.max, 200);
	assert_true(picture.mean > 149 && picture.mean < 151);
	picture_fini(&picture);
	assert_int_equal(raster_begin(&raster, &picture, 0, 5), STATUS_CORRUPT);
	assert_int_equal(raster_begin(&raster, &picture, 8193, 8193), STATUS_LIMIT);
}

static void a_bmp_stands_on_its_head(void **state)
{
	static const char bmp[] = "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\2\0\0\0\2\0\0\0\1\0\x18\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0"
	                          "\0\0\0\0\0\0\0\0" "\1\2\3\4\5\6\0\0" "\7\x8\x9\xa\xb\xc\0\0";
	static const uint8_t want[] = {9, 8, 7, 255, 12, 11, 10, 255, 3, 2, 1, 255, 6, 5, 4, 255};
	struct picture picture;
	assert_int_equal(bmp_decode(slice_make(bmp, 70), &picture), STATUS_OK);
	assert_memory_equal(picture.rgba, want, sizeof want);
	picture_fini(&picture);
	assert_int_equal(bmp_decode(slice_make(bmp, 69), &picture), STATUS_CORRUPT);
	assert_int_equal(bmp_decode(slice_make(bmp, 20), &picture), STATUS_CORRUPT);
}

/* Two pixels, of colours number 1 and `second`; `colours` of them should be there, two are. */
static struct str palette_bmp(uint32_t colours, uint8_t second)
{
	struct str bmp = {0};
	str_append(&bmp, "BM", 2);
	build_little(&bmp, 66, 4);
	build_little(&bmp, 0, 4);
	build_little(&bmp, 62, 4); /* where pixels begin */
	build_little(&bmp, 40, 4);
	build_little(&bmp, 2, 4);
	build_little(&bmp, 1, 4);
	build_little(&bmp, 1 | 8 << 16, 4); /* planes, bits of a pixel */
	for (int i = 0; i < 4; i++)
		build_little(&bmp, 0, 4);
	build_little(&bmp, colours, 4);
	build_little(&bmp, 0, 4);
	str_append(&bmp, "\x30\x20\x10\0\x60\x50\x40\0", 8);
	build_little(&bmp, 1 | (uint32_t)second << 8, 4);
	return bmp;
}

static void colours_of_a_bmp_may_be_a_table(void **state)
{
	static const uint8_t expected[] = {0x40, 0x50, 0x60, 255, 0x10, 0x20, 0x30, 255};
	static const uint8_t seconds[] = {0, 2, 255}; /* what is not in the table is its first */
	struct picture picture;
	for (size_t i = 0; i < sizeof seconds; i++) {
		struct str bmp = palette_bmp(2, seconds[i]);
		assert_int_equal(bmp_decode(str_slice(&bmp), &picture), STATUS_OK);
		assert_memory_equal(picture.rgba, expected, sizeof expected);
		picture_fini(&picture);
		str_fini(&bmp);
	}
	for (uint32_t colours = 4; colours < 300; colours += 7) {
		struct str bmp = palette_bmp(colours, 3);
		assert_int_not_equal(bmp_decode(str_slice(&bmp), &picture), STATUS_OK); /* the table does not fit in */
		str_fini(&bmp);
	}
}

/* Of all pixels, whether they are kept or summed up; how much can be seen through them is none. */
static void figures_are_of_all_pixels(void **state)
{
	static const uint8_t rows[2][12] = {{50, 60, 70, 255, 80, 90, 100, 0, 110, 120, 7, 255}, {50, 50, 50, 1, 50, 50, 50, 9, 200, 50, 50, 3}};
	struct raster raster;
	struct picture picture;
	assert_int_equal(raster_begin(&raster, &picture, 3, 2), STATUS_OK);
	raster_row(&raster, rows[0]);
	raster_row(&raster, rows[1]);
	raster_end(&raster);
	assert_int_equal(picture.min, 7);
	assert_int_equal(picture.max, 200);
	assert_true(fabs(picture.mean - (687 + 600) / 18.0) < 1e-9);
	picture_fini(&picture);
}

static void a_sample_is_a_part_of_its_point(void **state)
{
	int64_t count = 4;
	const char *texts[] = {"1", "1", "GIF89a", "nothing"};
	for (uint32_t part = 1; part < 4; part++) {
		struct asset *asset;
		struct payload payload = {.form = ITEM_TENSOR, .part = part};
		struct str tensor = tensor_of_texts(&count, 1, texts, 4);
		enum status status = decode_built(KIND_IMAGE, payload, &tensor, &asset);
		assert_null(asset);
		if (part == 1)
			assert_true(status == STATUS_CORRUPT || status == STATUS_UNSUPPORTED);
		else
			assert_int_equal(status, part == 2 ? STATUS_UNSUPPORTED : STATUS_NOT_FOUND);
	}
}

/* A frame of `width` x 1 pixels: codes of three bits (Appendix F of the GIF89a specification). */
static void add_frame(struct str *gif, int disposal, int delay, int left, int width, const uint8_t *colours)
{
	unsigned bits = 4, at = 3;
	for (int i = 0; i < width; i++, at += 3)
		bits |= (unsigned)colours[i] << at;
	bits |= 5u << at;
	str_append(gif, (char[]){0x21, (char)0xF9, 4, (char)(disposal << 2), (char)delay, 0, 0, 0}, 8);
	str_append(gif, (char[]){0x2C, (char)left, 0, 0, 0, (char)width, 0, 1, 0, 0}, 10);
	str_append(gif, (char[]){2, 2, (char)bits, (char)(bits >> 8), 0}, 5);
}

/* Each frame is drawn over those before it, and one may take itself back. */
static void frames_of_an_animation(void **state)
{
	static const uint8_t want[3][8] = {{255, 0, 0, 255, 0, 255, 0, 255}, {255, 0, 0, 255, 0, 0, 255, 255},
	                                   {0, 255, 0, 255, 0, 255, 0, 255}};
	struct str gif = {0};
	struct picture picture;
	str_append(&gif, "GIF89a\2\0\1\0\x81\0\0", 13);
	str_append(&gif, "\0\0\0\xff\0\0\0\xff\0\0\0\xff", 12);
	add_frame(&gif, 1, 20, 0, 2, (uint8_t[]){1, 2});
	add_frame(&gif, 3, 5, 1, 1, (uint8_t[]){3});
	add_frame(&gif, 1, 0, 0, 1, (uint8_t[]){2});
	str_append_char(&gif, 0x3B);
	enum status first = gif_decode(str_slice(&gif), 0, &picture);
	if (first == STATUS_UNSUPPORTED)
		skip();
	picture_fini(&picture);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(gif_decode(str_slice(&gif), i, &picture), STATUS_OK);
		assert_int_equal(picture.frames, 3);
		assert_int_equal(picture.frame, i);
		assert_true(picture.seconds == (i == 0 ? 0.2f : i == 1 ? 0.05f : 0.1f));
		assert_memory_equal(picture.rgba, want[i], 8);
		picture_fini(&picture);
	}
	assert_int_equal(gif_decode(str_slice(&gif), 3, &picture), STATUS_NOT_FOUND);
	assert_null(picture.rgba);
	str_fini(&gif);
}

/* Three frames of 4 x 4 pixels, each of one colour and a quarter of a second (RIFF, VP8X, ANIM, ANMF, VP8L). */
static void append_animated_webp(struct str *out)
{
	static const char head[] = "RIFF\xb4\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x03\0\0\x03\0\0"
	                           "ANIM\x06\0\0\0\xff\xff\xff\xff\0\0";
	static const char frame[] = "ANMF\x28\0\0\0\0\0\0\0\0\0\x03\0\0\x03\0\0\xfa\0\0\0VP8L\x0f\0\0\0\x2f\x03\xc0\0\0\x07";
	static const char *const colours[] = {"\x10\xfd\x8f\xfe", "\x10\xd1\xff\xfe", "\xd0\xff\x88\xfe"};
	str_append(out, head, sizeof head - 1);
	for (int i = 0; i < 3; i++) {
		str_append(out, frame, sizeof frame - 1);
		str_append(out, colours[i], 4);
		str_append(out, "\x07\x22\xa2\xff\x01\0", 6);
	}
}

static void frames_of_a_webp(void **state)
{
	static const uint8_t want[3][4] = {{255, 0, 0, 255}, {0, 0, 255, 255}, {0, 255, 0, 255}};
	struct str webp = {0};
	struct picture picture;
	append_animated_webp(&webp);
	if (webp_decode(str_slice(&webp), 0, &picture) == STATUS_UNSUPPORTED)
		skip();
	picture_fini(&picture);
	for (uint32_t i = 0; i < 3; i++) {
		assert_int_equal(webp_decode(str_slice(&webp), i, &picture), STATUS_OK);
		assert_int_equal(picture.frames, 3);
		assert_int_equal(picture.frame, i);
		assert_true(picture.seconds == 0.25f);
		assert_memory_equal(picture.rgba, want[i], 4);
		picture_fini(&picture);
	}
	assert_int_equal(webp_decode(str_slice(&webp), 3, &picture), STATUS_NOT_FOUND);
	assert_null(picture.rgba);
	for (size_t i = 0; i < webp.length; i++) { /* wherever it is cut off */
		if (webp_decode(slice_make(webp.data, i), 2, &picture) == STATUS_OK)
			assert_non_null(picture.rgba);
		picture_fini(&picture);
	}
	str_fini(&webp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_of_a_webp),
		cmocka_unit_test(frames_of_an_animation),
		cmocka_unit_test(a_png_is_what_was_written),
		cmocka_unit_test(greys_of_sixteen_bits_and_alpha),
		cmocka_unit_test(a_cut_png_is_damaged),
		cmocka_unit_test(a_bomb_is_refused),
		cmocka_unit_test(a_large_one_is_kept_smaller),
		cmocka_unit_test(a_bmp_stands_on_its_head),
		cmocka_unit_test(colours_of_a_bmp_may_be_a_table),
		cmocka_unit_test(figures_are_of_all_pixels),
		cmocka_unit_test(a_sample_is_a_part_of_its_point),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
