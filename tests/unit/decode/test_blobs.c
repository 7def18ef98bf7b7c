/* Images and clips: what their writers say, what their first bytes tell, and how few of them there may be. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "decode/sniff.h"
#include "unit/decode/payloads.h"

static void expect_image(const char *bytes, size_t length, enum blob_format format, uint32_t width, uint32_t height)
{
	struct blob blob = sniff_image(slice_make(bytes, length));
	assert_int_equal(blob.format, format);
	assert_int_equal(blob.width, width);
	assert_int_equal(blob.height, height);
}
#define IMAGE(text, format, width, height) expect_image(text, sizeof text - 1, format, width, height)

static void test_images_are_known_by_their_first_bytes(void **state)
{
	IMAGE("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0", BLOB_PNG, 640, 480);
	IMAGE("GIF89a\x0a\0\x14\0", BLOB_GIF, 10, 20);
	IMAGE("GIF8", BLOB_GIF, 0, 0);
	IMAGE("\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x11\x08\0\x30\0\x40\3", BLOB_JPEG, 64, 48);
	IMAGE("\xff\xd8\xff\xc4\0\2\xff\xff\xc2\0\x11\x08\0\1\0\2\3", BLOB_JPEG, 2, 1);
	IMAGE("\xff\xd8\xff\xe0\xff\xff", BLOB_JPEG, 0, 0);
	IMAGE("BM............\x28\0\0\0\x03\0\0\0\xfb\xff\xff\xff", BLOB_BMP, 3, 5);
	IMAGE("RIFF....WEBPVP8X\x0a\0\0\0\0\0\0\0\x0f\0\0\x07\0\0", BLOB_WEBP, 16, 8);
	IMAGE("RIFF....WAVE", BLOB_UNKNOWN, 0, 0);
	IMAGE("", BLOB_UNKNOWN, 0, 0);
	assert_int_equal(sniff_clip(slice_of("RIFF....WAVEfmt ")).format, BLOB_WAV);
	assert_int_equal(sniff_clip(slice_of("fLaC")).format, BLOB_UNKNOWN);
}

static struct asset *images_of(const char *const *texts, int64_t count)
{
	struct asset *asset;
	assert_int_equal(decode_tensor(KIND_IMAGE, tensor_of_texts(&count, 1, texts, (size_t)count), &asset), STATUS_OK);
	return asset;
}

static void test_sizes_are_integers_or_not_known(void **state)
{
	struct asset *asset = images_of((const char *const[]){"+640", "9223372036854775807", "GIF8", "?"}, 4);
	assert_true(asset->images.has_width && asset->images.width == 640);
	assert_true(asset->images.has_height && asset->images.height == INT64_MAX);
	assert_int_equal(asset->images.count, 2);
	assert_int_equal(asset->images.items[0].format, BLOB_GIF);
	assert_int_equal(asset->images.items[1].format, BLOB_UNKNOWN);
	asset_free(asset);
	asset = images_of((const char *const[]){"-9223372036854775808", "9223372036854775808"}, 2);
	assert_true(asset->images.has_width && asset->images.width == INT64_MIN);
	assert_false(asset->images.has_height);
	assert_int_equal(asset->images.count, 0);
	asset_free(asset);
	asset = images_of((const char *const[]){"1.5", "-"}, 2);
	assert_false(asset->images.has_width || asset->images.has_height);
	asset_free(asset);
}

static void test_an_old_image_is_one(void **state)
{
	struct str image = {0};
	struct asset *asset;
	build_number(&image, 1, (uint64_t)-4);
	build_number(&image, 2, 3);
	build_text(&image, 4, "GIF89a\x02");
	assert_int_equal(decode_built(KIND_IMAGE, (struct payload){.form = ITEM_IMAGE}, &image, &asset), STATUS_OK);
	assert_int_equal(asset->images.width, 3);
	assert_int_equal(asset->images.height, -4);
	assert_int_equal(asset->images.count, 1);
	assert_int_equal(asset->images.items[0].format, BLOB_GIF);
	assert_true(asset->memory > asset->images.items[0].bytes.length);
	asset_free(asset);
}

static void expect_clips(const int64_t *dims, size_t rank, size_t given, bool clips, const char *expected)
{
	static const char *const texts[] = {"a", "b", "c", "d", "e", "f"};
	struct str tensor = tensor_of_texts(dims, rank, texts, given), got = {0};
	struct asset *asset;
	assert_int_equal(decode_built(KIND_AUDIO, (struct payload){.form = ITEM_TENSOR, .clips = clips}, &tensor, &asset),
	                 STATUS_OK);
	for (size_t i = 0; i < asset->clips.count; i++)
		str_append_slice(&got, asset->clips.items[i].bytes);
	assert_string_equal(str_text(&got), expected);
	str_fini(&got);
	asset_free(asset);
}

/* dataclass_compat.py, _migrate_audio_value. */
static void test_of_clips_and_labels_the_clips_count(void **state)
{
	expect_clips((int64_t[]){3, 2}, 2, 6, true, "ace");
	expect_clips((int64_t[]){3, 2}, 2, 6, false, "abcdef");
	expect_clips((int64_t[]){4}, 1, 4, true, "abcd");
	expect_clips((int64_t[]){2, 2}, 2, 2, true, "aa"); /* one clip stands for all */
	expect_clips((int64_t[]){0, 2}, 2, 0, true, "");
	expect_clips((int64_t[]){2, 1, 3}, 3, 6, true, "ad");
	expect_clips((int64_t[]){2, -3}, 2, 6, true, "fc"); /* as Python slices */
}

static void test_one_string_does_not_stand_for_millions(void **state)
{
	const char *text = "x";
	struct asset *asset;
	struct str tensor = tensor_of_texts((int64_t[]){INT64_C(1) << 32}, 1, &text, 1);
	assert_int_equal(decode_tensor(KIND_IMAGE, tensor, &asset), STATUS_LIMIT);
	tensor = tensor_of_texts((int64_t[]){INT64_C(1) << 32}, 1, &text, 1);
	assert_int_equal(decode_tensor(KIND_AUDIO, tensor, &asset), STATUS_LIMIT);
	tensor = tensor_of_texts((int64_t[]){INT64_C(1) << 32}, 1, &text, 1);
	assert_int_equal(decode_tensor(KIND_TEXT, tensor, &asset), STATUS_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_images_are_known_by_their_first_bytes),
		cmocka_unit_test(test_sizes_are_integers_or_not_known),
		cmocka_unit_test(test_an_old_image_is_one),
		cmocka_unit_test(test_of_clips_and_labels_the_clips_count),
		cmocka_unit_test(test_one_string_does_not_stand_for_millions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
