import type { Setting } from "../report/index.node.ts";

export const henPaper =
  "Kashyap et al. 2024, “Modern Hopfield Networks meet Encoded Neural Representations” (HEN)";

/** What is not the paper's own, said wherever numbers stand beside its own. */
export const substituteSetting: Setting = {
  name: "Substitutes",
  text: "The paper has MS-COCO photographs and five encoders: kl-f8, kl-f16, vq-f8, vq-f16 and dVAE. None of them is at hand. Here, instead of COCO: 6,000 photographs of 128 × 128 pixels (466 of COCO, 1,000 of ImageNet, 500 of BSDS, 24 of Kodak, 4,010 of Caltech-101). Instead of the encoders: TAEF2 (a little autoencoder after FLUX.2’s; where a number is printed beside it, it is kl-f8’s), a VQ-VAE trained on CIFAR-10 (beside vq-f8), and VAElight (beside kl-f16). Raw pixels are the paper’s own baseline.",
};

export const sizeSetting: Setting = {
  name: "Sizes",
  text: "Raw pixels at 28 × 28 × 3 = 2,352, as published. TAEF2 at 64 pixels, 2,048 numbers; VQ-VAE at 32, 4,096 numbers; VAElight at 128, 1,024 numbers. The paper doesn’t say at which resolution it encodes.",
};

export const scaleSetting: Setting = {
  name: "Scale of codes",
  text: "The appendix speaks of spherical normalisation (section 1.2), and nothing is said of a mean. “Unit”: codes divided by their norm. “Raw”: as the encoder gives them. “Centred”: unit, after the mean of the stored codes is taken off.",
};

export const retrievalSetting: Setting = {
  name: "Retrieval",
  text: "Eq. (7) of the paper: x ← softmax(β f_sim(x, Ξ)) Ξ, T_f = 100 steps, fewer where a step moves the state by no more than 1e-4. f_sim is the inner product, or ℓ2, run as −‖x − ξ‖ and as −‖x − ξ‖². What is decoded is Σ p ξ of codes as the encoder gave them.",
};

export const measureSetting: Setting = {
  name: "Measures",
  text: "1 − SSIM and MSE between the decoded recalled code and the decoded stored code, which is what the paper measures, and the original picture, at the codec’s own side, in 8 bits. A state with 0.9999 of its weight on its own memory is that memory. Of queries that ended elsewhere at most 150 are decoded, evenly spaced, and stand for all.",
};

export const lookupSetting: Setting = {
  name: "Lookup",
  text: "The nearest neighbour by the first scores, argmax f_sim(q, ξ): what no number of steps is needed for. The paper doesn’t compare with it.",
};

export const maskSetting: Setting = {
  name: "Damage",
  text: "The left half of the picture black. The paper shows masked pictures, and gives neither shape nor share. “Masked”: the codec is told what is black; its places in the code are 0, and the first step compares by the cosine over the others.",
};
