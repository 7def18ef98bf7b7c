/*
 * Checkpoints by their names: what trainings save beside event files, so that
 * its time tells when they did. PyTorch's and Lightning's .pt, .pth, .ckpt,
 * safetensors, Keras' .h5, .keras, .weights.h5, TensorFlow's NAME-STEP.index,
 * directories such as checkpoint-500, global_step1000, ckpt-7. Pure.
 */
#ifndef TBTOP_DISK_SAVED_H
#define TBTOP_DISK_SAVED_H

#include <stdbool.h>

bool saved_is_file(const char *name);
bool saved_is_directory(const char *name);

#endif
