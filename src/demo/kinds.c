#include "demo/kinds.h"

#include "base/alloc.h"
#include "demo/cloud.h"
#include "demo/curve.h"
#include "demo/network.h"
#include "demo/pictures.h"
#include "demo/prose.h"
#include "demo/sounds.h"

#include <stdio.h>
#include <stdlib.h>

#define BUCKETS 30
#define WEIGHTS 2000   /* of a layer, looked at */
#define PREDICTIONS 1500
#define CLASSES 6
#define OF_A_CLASS 120 /* examples */
#define HEADS 8        /* of attention, of a layer */
#define MOST_LAYERS 16
#define WORDS_SEEN 48

/* ---- At the start ----------------------------------------------------------------- */

static int record_hparams(struct tbr_writer *writer, const struct plan *plan, int64_t steps)
{
	static const char *const metrics[] = {"val/loss", "val/accuracy"};
	const struct plan_setting *setting = plan->setting;
	const struct tbr_hparam hparams[] = {
		{"learning_rate", TBR_NUMBER, .number = setting->learning_rate},
		{"width", TBR_NUMBER, .number = setting->width},
		{"depth", TBR_NUMBER, .number = setting->depth},
		{"batch_size", TBR_NUMBER, .number = setting->batch},
		{"optimizer", TBR_STRING, .text = setting->optimizer},
		{"dropout", TBR_NUMBER, .number = setting->dropout},
		{"amp", TBR_BOOL, .number = setting->width > 256},
		{"seed", TBR_NUMBER, .number = (double)plan->seed},
		{"max_steps", TBR_NUMBER, .number = (double)steps},
	};
	return tbr_hparams(writer, hparams, sizeof hparams / sizeof *hparams, metrics, 2, NULL);
}

static int record_settings(struct tbr_writer *writer, const struct plan *plan)
{
	struct str text = {0};
	prose_settings(&text, plan);
	int error = tbr_text(writer, "settings", 0, str_text(&text));
	str_fini(&text);
	return error;
}

static int record_layout(struct tbr_writer *writer)
{
	static const char *const losses[] = {"train/loss", "val/loss"};
	static const char *const accuracies[] = {"train/accuracy", "val/accuracy"};
	static const char *const margin[] = {"val/loss", "val/loss_lower", "val/loss_upper"};
	static const char *const norms[] = {"train_grad_norm/.*"};
	static const struct tbr_chart quality[] = {
		{"loss", losses, 2, false}, {"accuracy", accuracies, 2, false}, {"loss over batches", margin, 3, true}};
	static const struct tbr_chart inside[] = {{"gradient norms", norms, 1, false}};
	static const struct tbr_category categories[] = {{"quality", quality, 3, false}, {"inside", inside, 1, true}};
	return tbr_layout(writer, categories, 2);
}

int kinds_record_start(struct tbr_writer *writer, const struct plan *plan, int64_t steps)
{
	int error = record_hparams(writer, plan, steps);
	if (!error)
		error = record_settings(writer, plan);
	if (!error && plan->rich)
		error = network_record(writer, plan);
	if (!error && plan->first)
		error = record_layout(writer);
	return error;
}

/* ---- Distributions ---------------------------------------------------------------- */

struct layer {
	int number;
	double gradient_norm;
};

/* Weights grow two humps as they are trained; gradients shrink. */
static double weight(const struct layer *layer, const struct evaluation *evaluation)
{
	double spread = 0.04 + 0.01 * layer->number, hump = chance_unit(evaluation->chance) < 0.5 ? -1 : 1;
	return hump * 0.14 * evaluation->quality + spread * chance_normal(evaluation->chance);
}

static double gradient(const struct layer *layer, const struct evaluation *evaluation)
{
	return 0.02 * layer->gradient_norm * chance_normal(evaluation->chance) * (0.5 + chance_unit(evaluation->chance));
}

static int record_layers(struct tbr_writer *writer, const char *group,
                         double (*draw)(const struct layer *layer, const struct evaluation *evaluation),
                         const struct evaluation *evaluation)
{
	double values[WEIGHTS];
	int error = 0;
	for (int number = 0; number < CURVE_LAYERS && !error; number++) {
		const struct layer layer = {number, curve_gradient_norm(evaluation->step, number)};
		char tag[40];
		snprintf(tag, sizeof tag, "%s/%s", group, curve_layers[number]);
		for (int i = 0; i < WEIGHTS; i++)
			values[i] = draw(&layer, evaluation);
		error = tbr_histogram(writer, tag, evaluation->step, values, WEIGHTS, BUCKETS);
	}
	return error;
}

/* A classifier whose scores come apart; `share` of what it sees is of the class. */
static int record_curve(struct tbr_writer *writer, const char *tag, double share, const struct evaluation *evaluation)
{
	float predictions[PREDICTIONS];
	uint8_t labels[PREDICTIONS];
	for (int i = 0; i < PREDICTIONS; i++) {
		labels[i] = chance_unit(evaluation->chance) < share;
		double score = (labels[i] ? 1.6 : -1.6) * evaluation->quality + chance_normal(evaluation->chance);
		predictions[i] = (float)(1 / (1 + exp(-score)));
	}
	return tbr_pr_curve(writer, tag, evaluation->step, predictions, labels, NULL, PREDICTIONS, 0);
}

/* ---- Tensors ---------------------------------------------------------------------- */

/* Of how many words each head takes note: of all at first (the logarithm of their number), later of a few. */
static int record_entropy(struct tbr_writer *writer, const struct plan *plan, const struct evaluation *evaluation)
{
	const size_t shape[] = {(size_t)plan->setting->depth, HEADS};
	float entropy[MOST_LAYERS * HEADS];
	for (size_t i = 0; i < shape[0] * HEADS; i++) {
		double least = 0.15 + 0.8 * (double)(i * 5 % 7) / 7; /* some heads stay broad */
		double share = 1 - (1 - least) * evaluation->quality;
		entropy[i] = (float)(log(WORDS_SEEN) * share + 0.02 * chance_normal(evaluation->chance));
	}
	return tbr_tensor(writer, "eval/attention_entropy", evaluation->step,
	                  &(struct tbr_array){TBR_FLOAT, entropy, shape, 2}, NULL);
}

/* How many of a class were taken for which: rows are the truth. */
static int record_guesses(struct tbr_writer *writer, const struct evaluation *evaluation)
{
	static const size_t shape[] = {CLASSES, CLASSES};
	int64_t guesses[CLASSES][CLASSES] = {{0}};
	double right = 0.2 + 0.75 * evaluation->quality;
	for (int truth = 0; truth < CLASSES; truth++)
		for (int i = 0; i < OF_A_CLASS; i++) {
			bool hit = chance_unit(evaluation->chance) < right;
			guesses[truth][hit ? truth : (int)(chance_next(evaluation->chance) % CLASSES)]++;
		}
	return tbr_tensor(writer, "eval/guesses", evaluation->step, &(struct tbr_array){TBR_INT64, guesses, shape, 2}, NULL);
}

/* ---- Texts ------------------------------------------------------------------------ */

static int record_texts(struct tbr_writer *writer, const struct evaluation *evaluation)
{
	struct str text = {0};
	prose_sample(&text, evaluation->quality, evaluation->chance);
	int error = tbr_text(writer, "samples/story", evaluation->step, str_text(&text));
	str_clear(&text);
	prose_report(&text, evaluation->step, evaluation->loss, evaluation->accuracy, evaluation->best);
	if (!error)
		error = tbr_text(writer, "eval/report", evaluation->step, str_text(&text));
	str_fini(&text);
	return error;
}

static int record_classes(struct tbr_writer *writer, const struct evaluation *evaluation)
{
	static const char *const classes[CLASSES] = {"dawn", "noon", "dusk", "night", "storm", "fog"};
	char numbers[2 * CLASSES][16];
	const char *cells[3 * (CLASSES + 1)] = {"class", "precision", "recall"};
	for (int i = 0; i < 2 * CLASSES; i++) {
		double value = evaluation->accuracy + 0.05 * chance_normal(evaluation->chance);
		snprintf(numbers[i], sizeof numbers[i], "%.3f", fmin(fmax(value, 0), 1));
	}
	for (int i = 0; i < CLASSES; i++) {
		cells[3 * (i + 1)] = classes[i];
		cells[3 * (i + 1) + 1] = numbers[2 * i];
		cells[3 * (i + 1) + 2] = numbers[2 * i + 1];
	}
	return tbr_text_table(writer, "eval/classes", evaluation->step, CLASSES + 1, 3, cells);
}

int kinds_record_evaluation(struct tbr_writer *writer, const struct plan *plan, const struct evaluation *evaluation)
{
	int error = record_curve(writer, "pr/day", 0.5, evaluation);
	if (!error)
		error = record_curve(writer, "pr/storm", 0.12, evaluation);
	if (!plan->rich)
		return error;
	if (!error)
		error = record_layers(writer, "weights", weight, evaluation);
	if (!error)
		error = record_layers(writer, "gradients", gradient, evaluation);
	if (!error)
		error = record_texts(writer, evaluation);
	if (!error)
		error = record_classes(writer, evaluation);
	if (!error)
		error = record_entropy(writer, plan, evaluation);
	return error ? error : record_guesses(writer, evaluation);
}

/* ---- Samples ---------------------------------------------------------------------- */

static int record_drawing(struct tbr_writer *writer, const char *tag, int64_t step, struct drawing drawing)
{
	int error = tbr_image(writer, tag, step, drawing.pixels, drawing.width, drawing.height, 3);
	drawing_fini(&drawing);
	return error;
}

static int record_pictures(struct tbr_writer *writer, const struct evaluation *evaluation)
{
	static const char *const landscapes[PICTURE_LANDSCAPES] = {
		"samples/dawn", "samples/noon", "samples/dusk", "samples/night"};
	double quality = evaluation->quality;
	int error = 0;
	for (int i = 0; i < PICTURE_LANDSCAPES && !error; i++)
		error = record_drawing(writer, landscapes[i], evaluation->step, draw_landscape(i, quality, evaluation->chance));
	if (!error)
		error = record_drawing(writer, "eval/confusion", evaluation->step,
		                       draw_confusion(0.2 + 0.75 * quality, evaluation->chance));
	return error ? error : record_drawing(writer, "eval/attention", evaluation->step,
	                                      draw_attention(quality, evaluation->chance));
}

static int record_clips(struct tbr_writer *writer, const struct evaluation *evaluation)
{
	float *samples = xmalloc(SOUND_FRAMES * sizeof *samples);
	sound_melody(samples, evaluation->quality, evaluation->chance);
	int error = tbr_audio(writer, "samples/melody", evaluation->step, samples, SOUND_FRAMES, 1, SOUND_RATE);
	sound_sweep(samples, evaluation->quality, evaluation->chance);
	if (!error)
		error = tbr_audio(writer, "samples/sweep", evaluation->step, samples, SOUND_FRAMES, 1, SOUND_RATE);
	free(samples);
	return error;
}

int kinds_record_samples(struct tbr_writer *writer, const struct evaluation *evaluation)
{
	int error = record_pictures(writer, evaluation);
	if (!error)
		error = record_clips(writer, evaluation);
	if (!error)
		error = cloud_record_torus(writer, "shapes/torus", evaluation->step, evaluation->quality, evaluation->chance);
	return error ? error : cloud_record_knot(writer, "shapes/knot", evaluation->step, evaluation->quality,
	                                         evaluation->chance);
}
