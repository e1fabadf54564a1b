/**
 * Trained weights: the files they come in (safetensors, Keras HDF5), the models that Reverie knows,
 * where their files are looked for, and how they are fetched. Hands out {@linkplain
 * dev.reverie.dream.weights.Weights named float32 tensors}; what they mean is the network's affair.
 */
@NullMarked
package dev.reverie.dream.weights;

import org.jspecify.annotations.NullMarked;
