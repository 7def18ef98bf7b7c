/* What each kind refuses, and that nothing of it is recorded then. What they write: tests/record. */
#define _XOPEN_SOURCE 700 /* nftw, mkdtemp */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/write/place.h"
#include "write/picture_file.h"
#include "write/record.h"
#include "write/utf8.h"
#include "write/wav.h"

#include <errno.h>
#include <math.h>

static struct tbr_writer *writer;

static int open_writer(void **state)
{
	const struct tbr_options options = {.flush_seconds = -1};
	return place_make(state) || tbr_open(&writer, "run", &options);
}

/* Whatever was refused, the file has its first record alone. */
static int close_writer(void **state)
{
	size_t count = records_count(tbr_path(writer));
	return tbr_close(writer) || count != 1 || place_take_away(state);
}

#define REFUSED(test) cmocka_unit_test_setup_teardown(test, open_writer, close_writer)

static void test_utf8(void **state)
{
	static const char *const sound[] = {"", "a", "größe", "重み", "\xf0\x9f\x99\x82", "\xed\x9f\xbf\xee\x80\x80",
		"eight by\xc3\xa4te", "\xf4\x8f\xbf\xbf", "\x01\x7f"};
	static const char *const broken[] = {"\x80", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80",
		"\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xe2\x82", "long enough \xe2\x28\xa1",
		"\xf0\x9f\x99", "\xfe\xbf\xbf\xbf\xbf\xbf"};
	size_t length;
	for (size_t i = 0; i < sizeof sound / sizeof *sound; i++) {
		assert_int_equal(utf8_length(sound[i], &length), 0);
		assert_int_equal(length, strlen(sound[i]));
	}
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		assert_int_equal(utf8_length(broken[i], &length), -EILSEQ);
	assert_int_equal(utf8_length(NULL, &length), -EINVAL);
}

static void test_scalars(void **state)
{
	size_t recorded = 9;
	const struct tbr_value values[] = {{"a", 1}, {"\xff", 1}};
	assert_int_equal(tbr_scalar(writer, NULL, 1, 1), -EINVAL);
	assert_int_equal(tbr_scalar(writer, "\xff", 1, 1), -EILSEQ);
	assert_int_equal(tbr_scalars(writer, 1, values, 2), -EILSEQ);
	assert_int_equal(tbr_scalars(writer, 1, values, 0), -EINVAL);
	assert_int_equal(tbr_scalars(writer, 1, NULL, 1), -EINVAL);
	assert_int_equal(tbr_points(writer, NULL, 1, &recorded), -EINVAL);
	assert_int_equal(recorded, 0);
	assert_int_equal(tbr_points(writer, &(struct tbr_point){"a", NAN, 1, 1}, 1, &recorded), -EINVAL);
	assert_int_equal(tbr_points(writer, &(struct tbr_point){NULL, 1, 1, 1}, 1, NULL), -EINVAL);
	assert_int_equal(tbr_points(writer, NULL, 0, &recorded), 0);
	assert_int_equal(tbr_session(writer, (enum tbr_session)0, 1, NULL), -EINVAL);
	assert_int_equal(tbr_session(writer, TBR_CHECKPOINT, 1, "\xff"), -EILSEQ);
}

static void test_texts(void **state)
{
	const char *const cells[] = {"a", NULL, "\xff"};
	assert_int_equal(tbr_text(writer, "t", 1, NULL), -EINVAL);
	assert_int_equal(tbr_text(writer, "t", 1, "\xc0\x80"), -EILSEQ);
	assert_int_equal(tbr_text_table(writer, "t", 1, 0, 1, cells), -EINVAL);
	assert_int_equal(tbr_text_table(writer, "t", 1, 1, 2, cells), -EINVAL);
	assert_int_equal(tbr_text_table(writer, "t", 1, 1, 1, cells + 2), -EILSEQ);
	assert_int_equal(tbr_text_table(writer, "t", 1, SIZE_MAX, SIZE_MAX, cells), -EINVAL);
}

static void test_distributions(void **state)
{
	const double one = 1;
	const float half = 0.5f, two = 2, none = NAN;
	const uint8_t label = 1;
	assert_int_equal(tbr_histogram(writer, "h", 1, &one, 0, 0), -EINVAL);
	assert_int_equal(tbr_histogram(writer, "h", 1, NULL, 1, 30), -EINVAL);
	assert_int_equal(tbr_histogram(writer, "h", 1, &one, 1, 1000001), -EINVAL);
	assert_int_equal(tbr_histogram(writer, "\xff", 1, &one, 1, 30), -EILSEQ);
	assert_int_equal(tbr_pr_curve(writer, "p", 1, &two, &label, NULL, 1, 0), -EINVAL);
	assert_int_equal(tbr_pr_curve(writer, "p", 1, &none, &label, NULL, 1, 0), -EINVAL);
	assert_int_equal(tbr_pr_curve(writer, "p", 1, &half, &label, NULL, 1, 1), -EINVAL);
	assert_int_equal(tbr_pr_curve(writer, "p", 1, &half, NULL, NULL, 1, 0), -EINVAL);
	assert_int_equal(tbr_pr_curve_raw(writer, "p", 1, NULL, 10), -EINVAL);
}

static void test_pictures(void **state)
{
	const uint8_t pixel[4] = {0};
	assert_int_equal(tbr_image(writer, "i", 1, pixel, 1, 1, 5), -EINVAL);
	assert_int_equal(tbr_image(writer, "i", 1, pixel, 0, 1, 3), -EINVAL);
	assert_int_equal(tbr_image(writer, "i", 1, pixel, 65536, 1, 1), -EINVAL);
	assert_int_equal(tbr_image(writer, "i", 1, NULL, 1, 1, 1), -EINVAL);
	assert_int_equal(tbr_image(writer, "\xff", 1, pixel, 1, 1, 1), -EILSEQ);
	assert_int_equal(tbr_image_files(writer, "i", 1, &(struct tbr_bytes){"no picture", 10}, 1), -EINVAL);
	assert_int_equal(tbr_image_files(writer, "i", 1, &(struct tbr_bytes){NULL, 0}, 1), -EINVAL);
	assert_int_equal(tbr_image_files(writer, "i", 1, NULL, 0), -EINVAL);
}

static void test_sounds(void **state)
{
	const float sample = 0;
	assert_int_equal(tbr_audio(writer, "a", 1, &sample, 1, 0, 8000), -EINVAL);
	assert_int_equal(tbr_audio(writer, "a", 1, &sample, 1, 1, 0), -EINVAL);
	assert_int_equal(tbr_audio(writer, "a", 1, NULL, 1, 1, 8000), -EINVAL);
	assert_int_equal(tbr_audio(writer, "a", 1, &sample, SIZE_MAX, 1, 8000), -EMSGSIZE);
	assert_int_equal(tbr_audio_file(writer, "a", 1, (struct tbr_bytes){"RIFF....WAVE", 12}), -EINVAL);
}

static void test_hparams(void **state)
{
	const struct tbr_hparam nameless = {.type = TBR_NUMBER}, textless = {"a", TBR_STRING, 0, NULL},
		typeless = {"a", (enum tbr_hparam_type)7, 0, NULL};
	const char *const metrics[] = {"\xff"};
	assert_int_equal(tbr_hparams(writer, &nameless, 1, NULL, 0, NULL), -EINVAL);
	assert_int_equal(tbr_hparams(writer, &typeless, 1, NULL, 0, NULL), -EINVAL);
	assert_int_equal(tbr_hparams(writer, NULL, 1, NULL, 0, NULL), -EINVAL);
	assert_int_equal(tbr_hparams(writer, NULL, 0, metrics, 1, NULL), -EILSEQ);
	assert_int_equal(tbr_hparams(writer, &textless, 1, NULL, 0, NULL), -EINVAL);
	assert_int_equal(tbr_hparams_end(writer, (enum tbr_outcome)0), -EINVAL);
}

static void test_shapes(void **state)
{
	const float vertices[3] = {0};
	const char *const labels[] = {"a", "b"};
	struct tbr_embedding embedding = {.vectors = vertices, .rows = 1, .columns = 3, .labels = labels, .label_columns = 2};
	assert_int_equal(tbr_mesh(writer, "m", 1, NULL), -EINVAL);
	assert_int_equal(tbr_mesh(writer, "m", 1, &(struct tbr_mesh){.vertices = vertices}), -EINVAL);
	assert_int_equal(tbr_mesh(writer, NULL, 1, &(struct tbr_mesh){vertices, 1, NULL, 0, NULL, NULL}), -EINVAL);
	assert_int_equal(tbr_mesh(writer, "m", 1, &(struct tbr_mesh){vertices, 1, NULL, 0, NULL, "\xff"}), -EILSEQ);
	assert_int_equal(tbr_embedding(writer, "e", 1, &embedding), -EINVAL); /* two columns and no header */
	embedding.label_columns = 1;
	assert_int_equal(tbr_embedding(writer, "", 1, &embedding), -EINVAL);
	assert_int_equal(tbr_embedding(writer, "\xff", 1, &embedding), -EILSEQ);
	embedding.columns = SIZE_MAX;
	embedding.rows = 2;
	assert_int_equal(tbr_embedding(writer, "e", 1, &embedding), -EINVAL);
	assert_int_equal(access("run/projector_config.pbtxt", F_OK), -1);
}

static void test_layouts_and_graphs(void **state)
{
	const char *const tags[] = {"a", "b"};
	const struct tbr_chart pair = {"pair", tags, 2, true}, empty = {"empty", NULL, 0, false};
	const struct tbr_node nameless = {.op = "Const"}, without = {.name = "a", .op = "b", .input_count = 1},
		unnamed = {.name = "a", .op = "b", .attributes = &(struct tbr_attribute){0}, .attribute_count = 1};
	assert_int_equal(tbr_layout(writer, &(struct tbr_category){"c", &pair, 1, false}, 1), -EINVAL);
	assert_int_equal(tbr_layout(writer, &(struct tbr_category){"c", &empty, 1, false}, 1), -EINVAL);
	assert_int_equal(tbr_layout(writer, &(struct tbr_category){NULL, NULL, 0, false}, 1), -EINVAL);
	assert_int_equal(tbr_layout(writer, NULL, 0), -EINVAL);
	assert_int_equal(tbr_graph(writer, (struct tbr_bytes){NULL, 0}), -EINVAL);
	assert_int_equal(tbr_graph_nodes(writer, &nameless, 1), -EINVAL);
	assert_int_equal(tbr_graph_nodes(writer, &without, 1), -EINVAL);
	assert_int_equal(tbr_graph_nodes(writer, &unnamed, 1), -EINVAL);
}

static double no_time(void *context)
{
	return NAN;
}

static void test_writers(void **state)
{
	struct tbr_writer *none = NULL;
	const struct tbr_options timeless = {.clock = no_time}, endless = {.flush_seconds = NAN};
	assert_int_equal(tbr_open(NULL, "run", NULL), -EINVAL);
	assert_int_equal(tbr_open(&none, NULL, NULL), -EINVAL);
	assert_int_equal(tbr_open(&none, "other", &timeless), -EINVAL);
	assert_int_equal(tbr_open(&none, "other", &endless), -EINVAL);
	assert_null(none);
	assert_null(file_in("other", ""));
}

/* ---- Files' own words ------------------------------------------------------- */

static void test_picture_files(void **state)
{
	static const uint8_t jpeg[] = "\xff\xd8\xff\xe0\0\x04zz\xff\xff\xc4\0\x03z\xff\xc2\0\x11\x08\0\x05\x01\x02\x03......";
	struct picture_file picture;
	assert_true(picture_file_read(&picture, (const uint8_t *)"GIF89a\x07\x01\x03\0", 10));
	assert_int_equal(picture.width, 263);
	assert_int_equal(picture.height, 3);
	assert_true(picture_file_read(&picture, jpeg, sizeof jpeg - 1));
	assert_int_equal(picture.width, 258);
	assert_int_equal(picture.height, 5);
	assert_int_equal(picture.channels, 3);
	for (size_t size = 0; size < 24; size++)
		assert_false(picture_file_read(&picture, jpeg, size));
	assert_false(picture_file_read(&picture, (const uint8_t *)"GIF89a\0\0\x03\0", 10));
	assert_false(picture_file_read(&picture, (const uint8_t *)"\xff\xd8\xff\xe0\xff\xff........", 14));
}

/* Chunks of odd size are filled up; sizes may say more than there is. */
static void test_wav_files(void **state)
{
	static const char file[] = "RIFF\0\0\0\0WAVE" "LIST\x03\0\0\0abc\0"
		"fmt \x10\0\0\0\x01\0\x02\0\x40\x1f\0\0\0\x7d\0\0\x04\0\x10\0" "data\xff\xff\xff\xff" "12345678";
	struct wav wav;
	assert_true(wav_read(&wav, (const uint8_t *)file, sizeof file - 1));
	assert_int_equal(wav.channels, 2);
	assert_int_equal(wav.sample_rate, 8000);
	assert_int_equal(wav.frames, 2);
	for (size_t size = 0; size < 56; size++)
		assert_false(wav_read(&wav, (const uint8_t *)file, size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_utf8), REFUSED(test_scalars), REFUSED(test_texts), REFUSED(test_distributions),
		REFUSED(test_pictures), REFUSED(test_sounds), REFUSED(test_hparams), REFUSED(test_shapes),
		REFUSED(test_layouts_and_graphs), REFUSED(test_writers), cmocka_unit_test(test_picture_files),
		cmocka_unit_test(test_wav_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
