#include "sextant/tasks/explain_texts.h"

namespace sextant::tasks {
namespace {

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
    {"E-DATA-ROW", "A row of a table has another number of fields than the first, or a quote that is never closed.",
     "Repair the row that is named, or --bad-rows skip: skipped rows are counted and printed."},
    {"E-DATA-COLUMN", "A column was asked for that the table does not have.",
     "--text-col and --label-col take a name of the first row, or a number from 1."},
    {"E-DATA-PAIRS",
     "Two files that belong together hold different numbers: of sentences and translations, or of images and labels.",
     "Line n of one translates line n of the other: find where they part, or keep both in one table."},
    {"E-DATA-LABEL", "A text has a label that the model was not trained on, so no answer could be right.",
     "Correct the label, or train on a file that has it."},
    {"E-DATA-EMPTY", "There is too little data for what was asked.", "Fewer folds, a shorter length, or more text."},
    {"E-IMAGE", "A picture is cut off, damaged, partly transparent, or of another size than the others or the model's.",
     "Repair the file that is named, or --bad-rows skip; --image-size and --colours, in training, make all alike."},
    {"E-AUDIO", "A sound is cut off, damaged, empty, of an unknown form or of several channels.",
     "Repair the file that is named, or --bad-rows skip; --mixing says what becomes of several channels."},
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
    {"E-CAP-MPI", "mpirun started several processes, and this build cannot let them train together.",
     "Install libopenmpi-dev and build again, or run it without mpirun."},
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
    {"E-RANK", "Another process of a run on several died, or said nothing for longer than --rank-timeout.",
     "Look why it did, then go on from the last checkpoint with --resume; a longer --rank-timeout if it is only slow."},
    {"E-CHECK", "A check that was asked for failed, for example --fail-under.",
     "The message has the measured number and the threshold."},
};

}  // namespace

std::span<const TermText> term_texts() { return kTerms; }
std::span<const ErrorText> error_texts() { return kErrors; }

}  // namespace sextant::tasks
