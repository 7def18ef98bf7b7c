/* What each kind takes and refuses; nothing of it is recorded then. What they write: tests/record. */
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
#include <sys/resource.h>
#include <sys/wait.h>

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
	/* of which TensorBoard can't make integers */
	assert_int_equal(tbr_pr_curve(writer, "p", 1, &half, &label, &none, 1, 0), -EINVAL);
	const float count[12] = {[7] = INFINITY};
	assert_int_equal(tbr_pr_curve_raw(writer, "p", 1, count, 2), -EINVAL);
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

static void test_tensors(void **state)
{
	const float number = 1;
	const size_t one[] = {1}, many[] = {1 << 20, 1 << 20}, none[] = {SIZE_MAX, 0};
	assert_int_equal(tbr_tensor(writer, "t", 1, NULL, NULL), -EINVAL);
	assert_int_equal(tbr_tensor(writer, "t", 1, &(struct tbr_array){TBR_FLOAT, NULL, one, 1}, NULL), -EINVAL);
	assert_int_equal(tbr_tensor(writer, "t", 1, &(struct tbr_array){TBR_FLOAT, &number, NULL, 1}, NULL), -EINVAL);
	assert_int_equal(tbr_tensor(writer, "t", 1, &(struct tbr_array){(enum tbr_element)99, &number, one, 1}, NULL), -EINVAL);
	assert_int_equal(tbr_tensor(writer, "t", 1, &(struct tbr_array){TBR_UINT8, &number, many, 2}, NULL), -EMSGSIZE);
	assert_int_equal(tbr_tensor(writer, "t", 1, &(struct tbr_array){TBR_FLOAT, &number, none, 1}, NULL), -EMSGSIZE);
	assert_int_equal(tbr_tensor(writer, "\xff", 1, &(struct tbr_array){TBR_FLOAT, &number, one, 1}, NULL), -EILSEQ);
	assert_int_equal(tbr_tensor(writer, "t", 1, &(struct tbr_array){TBR_FLOAT, &number, one, 1}, "\xff"), -EILSEQ);
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

/* ---- What is taken ---------------------------------------------------------- */

/* Least, most, number, sum and sum of squares of the values, as fields 1 to 5 of a HistogramProto. */
static void test_figures_of_a_histogram(void **state)
{
	const double values[] = {1, -2.5, 0, 8}, figures[] = {-2.5, 8, 4, 6.5, 71.25};
	uint8_t expected[5 * 9];
	bool found = false;
	for (size_t i = 0; i < 5; i++) {
		expected[9 * i] = (uint8_t)((i + 1) << 3 | 1);
		memcpy(expected + 9 * i + 1, &figures[i], 8);
	}
	assert_int_equal(tbr_open(&writer, "run", NULL), 0);
	assert_int_equal(tbr_histogram(writer, "h", 1, values, 4, 0), 0);
	assert_int_equal(tbr_close(writer), 0);
	char *path = file_in("run", "tfevents");
	struct records records = records_of(path);
	while (records_next(&records))
		for (size_t at = 0; at + sizeof expected <= records.length; at++)
			found |= !memcmp(records.payload + at, expected, sizeof expected);
	assert_true(found);
	free(records.bytes);
	free(path);
}

/* Behind their wall times, their first nine bytes, records of the same numbers are the same. */
static void test_a_histogram_of_floats(void **state)
{
	const double wide[] = {1, -2.5, 0, 8, NAN};
	const float narrow[] = {1, -2.5f, 0, 8, NAN};
	uint8_t before[16384];
	size_t length = 0, pairs = 0;
	assert_int_equal(tbr_open(&writer, "run", NULL), 0);
	for (unsigned buckets = 0; buckets <= 30; buckets += 30) {
		assert_int_equal(tbr_histogram(writer, "h", 1, wide, 5, buckets), 0);
		assert_int_equal(tbr_histogram_f32(writer, "h", 1, narrow, 5, buckets), 0);
	}
	assert_int_equal(tbr_histogram_f32(writer, "h", 1, NULL, 5, 30), -EINVAL);
	assert_int_equal(tbr_close(writer), 0);
	char *path = file_in("run", "tfevents");
	struct records records = records_of(path);
	for (size_t i = 0; records_next(&records); i++) {
		assert_in_range(records.length, 10, sizeof before);
		if (i && i % 2 == 0) { /* the first record is the version */
			assert_int_equal(records.length, length);
			assert_memory_equal(records.payload + 9, before + 9, length - 9);
			pairs++;
		}
		length = records.length;
		memcpy(before, records.payload, length);
	}
	assert_int_equal(pairs, 2);
	free(records.bytes);
	free(path);
}

static void record_numbers(void)
{
	const double values[] = {1, -2.5, 0, 1e30, NAN};
	const float predictions[] = {0, 0.25f, 1}, rows[12] = {1, [8] = NAN, [11] = NAN};
	const uint8_t labels[] = {0, 1, 1};
	const struct tbr_value both[] = {{"a", 1}, {"b", INFINITY}};
	const struct tbr_point point = {"c", 1e9, -5, 1};
	assert_int_equal(tbr_scalar(writer, "a", INT64_MIN, NAN), 0);
	assert_int_equal(tbr_scalars(writer, INT64_MAX, both, 2), 0);
	assert_int_equal(tbr_points(writer, &point, 1, NULL), 0);
	assert_int_equal(tbr_histogram(writer, "h", 1, values, 5, 0), 0);
	assert_int_equal(tbr_histogram(writer, "e", 1, values, 5, 30), 0);
	assert_int_equal(tbr_histogram(writer, "e", 2, NULL, 0, 30), 0);
	assert_int_equal(tbr_histogram(writer, "n", 1, values + 4, 1, 0), 0);
	assert_int_equal(tbr_pr_curve(writer, "p", 1, predictions, labels, predictions, 3, 0), 0);
	assert_int_equal(tbr_pr_curve(writer, "p", 2, NULL, NULL, NULL, 0, 127), 0);
	assert_int_equal(tbr_pr_curve_raw(writer, "r", 1, rows, 2), 0);
}

static void record_payloads(void)
{
	const uint8_t pixels[2 * 3 * 4] = {255};
	const float samples[] = {0, 1, -2, NAN};
	const char *const cells[] = {"a", ""};
	const struct tbr_bytes gifs[] = {{"GIF89a\x07\x01\x03\0", 10}, {"GIF87a\x01\0\x01\0", 10}};
	for (unsigned channels = 1; channels <= 4; channels++)
		assert_int_equal(tbr_image(writer, "i", 1, pixels, 2, 3, channels), 0);
	assert_int_equal(tbr_image_files(writer, "g", 1, gifs, 2), 0);
	assert_int_equal(tbr_audio(writer, "s", 1, samples, 2, 2, 8000), 0);
	assert_int_equal(tbr_audio(writer, "s", 2, NULL, 0, 1, 8000), 0);
	assert_int_equal(tbr_tensor(writer, "f", 1, &(struct tbr_array){TBR_FLOAT, samples, (const size_t[]){2, 2}, 2}, NULL), 0);
	assert_int_equal(tbr_tensor(writer, "f", 2, &(struct tbr_array){TBR_INT64, NULL, (const size_t[]){0, SIZE_MAX}, 2}, NULL), 0);
	assert_int_equal(tbr_text(writer, "t", 1, "# *x*"), 0);
	assert_int_equal(tbr_text_table(writer, "t", 2, 1, 2, cells), 0);
	assert_int_equal(tbr_session(writer, TBR_CHECKPOINT, 1, "path"), 0);
}

static void record_structures(void)
{
	const float vertices[3] = {1};
	const int32_t face[3] = {0};
	const int64_t shape[] = {-1, 3};
	const char *const words[] = {"a", "b", "c"};
	const struct tbr_hparam hparam = {"lr", TBR_NUMBER, 0.1, NULL};
	const struct tbr_embedding embedding = {vertices, 1, 3, words, 2, words, {"png", 3}, 1, 1};
	const struct tbr_chart charts[] = {{"lines", words, 2, false}, {"margin", words, 3, true}};
	const struct tbr_attribute attribute = {"size", TBR_ATTRIBUTE_INTEGER, NULL, 3, 0};
	const struct tbr_node nodes[] = {{.name = "a", .op = "Const", .shape = shape, .rank = 2},
		{.name = "b", .op = "Relu", .inputs = words, .input_count = 1, .attributes = &attribute, .attribute_count = 1}};
	assert_int_equal(tbr_hparams(writer, &hparam, 1, words, 1, "group"), 0);
	assert_int_equal(tbr_hparams_end(writer, TBR_FAILURE), 0);
	assert_int_equal(tbr_mesh(writer, "m", 1, &(struct tbr_mesh){vertices, 1, face, 1, (const uint8_t *)"rgb", NULL}), 0);
	assert_int_equal(tbr_embedding(writer, "../e\"/%", 3, &embedding), 0); /* a file of its own, see below */
	assert_int_equal(tbr_layout(writer, &(struct tbr_category){"c", charts, 2, true}, 1), 0);
	assert_int_equal(tbr_graph(writer, (struct tbr_bytes){"graph", 5}), 0);
	assert_int_equal(tbr_graph_nodes(writer, nodes, 2), 0);
}

static void test_each_kind_is_a_record(void **state)
{
	const struct tbr_options options = {.flush_seconds = 3600};
	place_make(state);
	assert_int_equal(tbr_open(&writer, "run", &options), 0);
	record_numbers();
	record_payloads();
	record_structures();
	assert_int_equal(tbr_flush(writer), 0);
	assert_int_equal(records_count(tbr_path(writer)), 1 + 10 + 12 + 6);
	assert_int_equal(access("run/00003/%2e.%2fe\"%2f%25/tensors.tsv", F_OK), 0);
	assert_int_equal(access("run/projector_config.pbtxt", F_OK), 0);
	assert_int_equal(tbr_close(writer), 0);
	place_take_away(state);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* which need all addresses there are */

/* In a child, as memory that is taken away does not come back. */
static int record_without_memory(void)
{
	const struct rlimit little = {48 << 20, 48 << 20};
	static char text[40 << 20];
	struct tbr_writer *poor;
	memset(text, 'x', sizeof text - 1);
	if (tbr_open(&poor, "poor", NULL) || setrlimit(RLIMIT_AS, &little))
		return 1;
	if (tbr_text(poor, "t", 1, text) != -ENOMEM || tbr_scalar(poor, "x", 1, 1))
		return 2;
	return tbr_close(poor) ? 3 : 0;
}

static void test_no_memory_is_told(void **state)
{
	int status;
	place_make(state);
	pid_t child = fork();
	if (!child)
		_exit(record_without_memory());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	char *path = file_in("poor", "tfevents");
	assert_int_equal(records_count(path), 2);
	free(path);
	place_take_away(state);
}

#else

static void test_no_memory_is_told(void **state)
{
	skip();
}

#endif

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
		REFUSED(test_layouts_and_graphs), REFUSED(test_tensors), REFUSED(test_writers), cmocka_unit_test(test_each_kind_is_a_record),
		PLACED(test_figures_of_a_histogram),
		PLACED(test_a_histogram_of_floats),
		cmocka_unit_test(test_no_memory_is_told), cmocka_unit_test(test_picture_files),
		cmocka_unit_test(test_wav_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
