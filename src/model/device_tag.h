/*
 * Tags by which trainings log the hardware they run on, told by the words of
 * their names: system/gpu.0.utilization, system.gpu.0.gpu and gpu.0.powerWatts
 * (Weights & Biases), system/gpu_0_utilization_percentage (MLflow),
 * DeviceStatsMonitor.on_train_batch_start/cpu_percent and
 * …/allocated_bytes.all.current (Lightning, from torch.cuda.memory_stats),
 * gpu_id: 0/utilization.gpu (%) (Lightning before 1.5). Pure.
 */
#ifndef TBTOP_MODEL_DEVICE_TAG_H
#define TBTOP_MODEL_DEVICE_TAG_H

#include "base/str.h"
#include "data/hardware.h"

struct device_tag {
	enum hardware_figure figure; /* HARDWARE_FIGURES when it is none of these */
	uint32_t gpu; /* UINT32_MAX when it isn't told */
	enum device_unit { UNIT_UNKNOWN, UNIT_BYTES, UNIT_PERCENT } unit; /* as the name tells; of the rest the usual one */
};
struct device_tag device_tag_of(struct slice name);

#endif
