#include "sextant/tasks/explain_texts.h"

namespace sextant::tasks {
namespace {

constexpr EncodingText kEncodings[] = {
    {"nope",
     "Nothing is added. A causal mask alone lets a model tell first from last: each query sees another number of keys.",
     "score[i, j] = q_i · k_j / √D", "nowhere",
     "Without a causal mask the order of tokens is invisible: any permutation of the keys gives the same output."},
    {"sinusoidal",
     "Each position gets a fixed row of sines and cosines, added to its embedding. Fast channels tell neighbours "
     "apart, slow "
     "ones tell regions apart, like the digits of a number. The row of position p + c is a fixed rotation of the row "
     "of p, so "
     "a linear map can look a fixed distance away.",
     "row[p, 2k] = sin(p·w_k), row[p, 2k+1] = cos(p·w_k), w_k = base^(-2k/C)", "embedding: x + row[p]",
     "It is absolute: dot products of rows depend on distance alone, scores of a trained model do not. Rows exist for "
     "every "
     "position, yet past the trained length a model has never seen them. fuse=multiply wipes the sine channels at "
     "position 0."},
    {"learned", "Each position has a row of its own, trained like a word's embedding.", "row[p] = E[p]",
     "embedding: x + E[p]",
     "It ends: a position past the table has no row (overflow= chooses an error, the last row, wrapping round, or "
     "stretching). "
     "Rows of rare positions stay nearly untrained, and nothing ties neighbours together."},
    {"time2vec", "A real-valued time becomes one linear channel and trained sines: periods are found by training.",
     "t[0] = w_0·p + b_0, t[k] = sin(w_k·p + b_k)", "embedding: x + t(p)·W",
     "Periods are only found near where they start, so bring time stamps to a sensible unit first."},
    {"sincos2d", "Half of the channels encode the row of an image patch, half its column, each by sines and cosines.",
     "[sin y·w, cos y·w, sin x·w, cos x·w], w_k = base^(-k/(C/4))", "embedding: x + row[y, x]",
     "The number of channels must be a multiple of 4. Libraries differ in which axis comes first: axes= says it."},
    {"shaw",
     "Every clipped distance between query and key has a trained vector beside the key, and one beside the value.",
     "score[i, j] = q_i · (k_j + a_K[c])/√D, output = Σ weight·(v_j + a_V[c]), c = clip(j - i)",
     "attention rule; with values=false a bias on scores",
     "All distances past clip= count alike. The value vectors fit no fused attention kernel."},
    {"t5",
     "Distances are sorted into buckets, one a token near by, ever wider far away; each head has one trained number a "
     "bucket.",
     "score[h, i, j] += E[bucket(j - i), h]", "scores",
     "Distances past distance= share the last bucket, so far keys cannot be told apart. T5 itself does not divide "
     "scores by √D."},
    {"alibi", "Scores lose a little for every token of distance, each head at its own rate: some look near, some far.",
     "score[h, i, j] -= slope_h·|i - j|, slope_h = 2^(-8(h+1)/H) for a power of two of heads", "scores",
     "Far keys are faded out, so a fact far away cannot be picked up by the steep heads: it extrapolates by looking "
     "less far."},
    {"hard-alibi", "Some heads see exactly the last 1, 2, 3, … keys, the others see everything without positions.",
     "head h < m: key j is seen if i - j <= h", "scores: a window a head",
     "For causal attention only. Copying and short patterns; no sense of place far away."},
    {"kerple", "Scores fall with a trained logarithm or power of the distance: ALiBi is one case, no decay another.",
     "log: score -= r1·ln(1 + r2·|i - j|); power: score -= r1·|i - j|^r2", "scores",
     "The parameters must stay positive; they are clamped after each step."},
    {"fire",
     "A small network reads the distance as a share of the query's position, so every length looks like the same "
     "interval.",
     "score[h, i, j] += f_h(ψ(i - j)/ψ(max(i, T))), ψ(x) = ln(|c·x| + 1)", "scores",
     "Past the threshold T it reads the absolute position: it is not relative there. It makes a full matrix of "
     "biases."},
    {"rope",
     "Queries and keys are turned, pair by pair, by an angle that grows with their position. What remains in their dot "
     "product "
     "is the difference of the angles, that is, of the positions. Fast pairs see order among neighbours, slow ones far "
     "distances.",
     "(a, b)_k ← (a·cos p·w_k - b·sin p·w_k, a·sin p·w_k + b·cos p·w_k), w_k = base^(-2k/R)", "rotation of q and k",
     "Slow pairs have made less than one turn in training: past the trained length they reach angles never seen, and "
     "losses "
     "rise. scaling= (linear, ntk, yarn, …) slows pairs down so that they do not. Two layouts of pairs exist; loading "
     "weights "
     "with the wrong one gives plausible garbage."},
    {"p-rope", "RoPE whose slow pairs stand still, so part of each head sees content without positions.",
     "w_k = base^(-2k/D) for the first fraction·D/2 pairs, 0 for the rest", "rotation of q and k",
     "Not the same as rope:fraction, which turns fewer channels with frequencies of their own."},
    {"rope-2d", "RoPE for images: half of the pairs turn with the row of a patch, half with its column.",
     "angle = y·w_k or x·w_k", "rotation of q and k",
     "Channels must be a multiple of 4; distances are per axis, not round."},
};

constexpr TermText kTerms[] = {
    {"position",
     "A number a token gets: usually its place in the sequence from 0, but also a time stamp, a random draw, or row "
     "and column of a patch.",
     "sextant encodings list"},
    {"absolute", "An encoding that tells where a token stands. Moving a whole sequence changes the scores.",
     "sextant explain sinusoidal"},
    {"relative",
     "An encoding that tells how far two tokens stand apart. Moving a whole sequence changes nothing; sextant explain "
     "NAME measures that.",
     "sextant explain rope"},
    {"extrapolation",
     "Using a model on sequences longer than it was trained on. An encoding may have positions there (unbounded) and "
     "still fail, since the model never met them; only measuring tells.",
     "sextant compare --help"},
    {"wavelength",
     "The distance after which a pair of channels repeats: 2π/w tokens. A pair whose wavelength is longer than the "
     "training length never closed a turn in training.",
     "sextant plot wavelengths --pos rope"},
    {"head", "One of several attentions that run side by side in a layer, each on its own channels.",
     "sextant plot alibi"},
    {"bias", "A number added to a score before the softmax, by the distance of query and key.",
     "sextant values alibi --heads 8 --queries 0..3 --keys 0..7"},
    {"layout",
     "Which two channels form a pair of a rotation: halves (p, p + R/2) or interleaved (2p, 2p + 1). Weights made for "
     "one are wrong with the other.",
     "sextant values rope --channels 8 --positions 0..3"},
    {"bucket", "A range of distances that share one trained number.",
     "sextant values t5 --heads 4 --queries 0..3 --keys 0..7 --json"},
    {"perplexity",
     "e to the mean loss in nats per token: among how many equally likely tokens a model would hesitate as much. "
     "Comparable only with the same tokens and the same protocol.",
     "sextant ppl --help"},
    {"protocol",
     "Which tokens a model may see before each token it is scored on. Without it a perplexity means nothing: sliding "
     "windows score better than chunks of the same length.",
     "sextant ppl --help"},
};

constexpr ErrorText kErrors[] = {
    {"E-USAGE-OPTION", "A verb or option is misspelled or missing.", "Take the suggestion, or read sextant help VERB."},
    {"E-USAGE-VALUE", "An option got a value outside its range or of another kind.",
     "The message names what it takes."},
    {"E-CONFIG-KEY", "A configuration file or --set names a key that no option has.",
     "Take the suggestion; --print-config shows every key with its origin."},
    {"E-CONFIG-FILE", "A configuration file is missing or is no TOML.", "The message names line and column."},
    {"E-SPEC", "The text of an encoding is malformed, names an unknown encoding or option, or puts two into one place.",
     "sextant encodings list shows the names, sextant encodings show NAME the options."},
    {"E-RUN-EXISTS", "A run or file with that name is there already.",
     "--resume goes on with it, --overwrite replaces it, another name keeps both."},
    {"E-RESUME-CONFIG", "A run is resumed with settings other than it was started with.",
     "Drop the changed options; the message names old and new value."},
    {"E-RESUME-DATA", "A run is resumed on other data: the hashes differ.",
     "Bring back the original file, or start a new run."},
    {"E-RESUME-BROKEN", "The checkpoint to go on from is damaged or missing.",
     "Choose an older one with --resume=PATH."},
    {"E-DATA-FILE", "A data file is missing or cannot be read.", "Check the path; builtin:shakespeare needs no file."},
    {"E-DATA-UTF8", "A text file holds bytes that are not UTF-8.",
     "Convert it, for example with iconv -f latin1 -t utf-8."},
    {"E-DATA-EMPTY", "There is too little data for what was asked.", "Fewer folds, a shorter length, or more text."},
    {"E-POS-LIMIT", "An input needs a position the encoding cannot make: a learned table ends at the trained length.",
     "Shorten the input, or train with an encoding that is unbounded: sextant encodings list."},
    {"E-MODEL-FILE", "A model file or folder is missing, cut short or damaged.",
     "sextant inspect PATH says what is inside; copy it again."},
    {"E-MODEL-TENSOR", "A tensor is missing or has another shape than the configuration asks for.",
     "The folder mixes files of two models, or config.json was edited."},
    {"E-MODEL-KEY",
     "config.json has a field this program does not understand, so it cannot promise to compute the same model.",
     "Remove the field only if you know that it has no effect."},
    {"E-MODEL-NEWER", "The model was saved by a later version.", "Update sextant."},
    {"E-TOKENIZER", "The vocabulary does not fit the model or the text.",
     "Use the tokenizer.json saved beside the model."},
    {"E-TORCH-VERSION", "The program runs with another LibTorch than it was built for.",
     "sextant doctor names both; rebuild, or point SEXTANT_TORCH_DIR at the right one."},
    {"E-CAP-CUDA", "A GPU was asked for that this build or machine does not have.",
     "--device cpu, or a build with SEXTANT_WITH_CUDA=ON."},
    {"E-CAP-FORMAT", "The program was built without support for that file format.",
     "sextant doctor lists what is there."},
    {"E-BUG", "Something that nobody foresaw went wrong: a mistake in the program.",
     "Report it, with the command and the page that sextant doctor -o doctor.md writes."},
    {"E-OOM", "Memory ran out.",
     "A smaller batch, shorter sequences, or fewer channels; sextant inspect MODEL --ctx N tells the cost beforehand."},
    {"E-DISK", "The disk is full or refuses to write.",
     "Free space or choose another folder; the run goes on from its last checkpoint."},
    {"E-DIVERGED", "The loss or a gradient is no longer finite. The message names the first layer with such an output.",
     "A lower learning rate, a longer warm-up, or clipping of gradients."},
    {"E-CHECK", "A check that was asked for failed, for example --fail-under.",
     "The message has the measured number and the threshold."},
};

}  // namespace

std::span<const EncodingText> encoding_texts() { return kEncodings; }
std::span<const TermText> term_texts() { return kTerms; }
std::span<const ErrorText> error_texts() { return kErrors; }

}  // namespace sextant::tasks
