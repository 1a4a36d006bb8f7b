"""The studies behind the network: `python -m maskapp.training.studies KIND --data DIR …`.

duplicates finds pictures made from one photograph; the list becomes near_duplicates.csv
noise      classifies every picture by a network that has not seen it, and lists doubtful labels
           for a person to check; corrections go into label_corrections.csv
sources    trains without one collection at a time and measures on that collection
networks   trains networks of several sizes and compares accuracy, file size and time
forms      compares the program's network in Keras with the file that the program runs
rendered   classifies rendered hands, beards, scarves and masks by the program's network
detectors  compares CenterFace with the program's own detector: faces detected and time
leaks      records videos with blurred faces, and counts the faces that can be seen

A study that trains can be stopped and resumed like `maskapp train`. Its trainings are shorter than
that of the program's network: their numbers are only for comparison.
"""

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path

from maskapp.errors import MaskappError
from maskapp.paths import training_plan
from maskapp.training.data.dataset import locate_faces, read_samples
from maskapp.training.fitting.model_files import describe_samples
from maskapp.training.fitting.train import describe_start, require_same_task
from maskapp.training.plan import read_plan
from maskapp.training.studies.compare_detectors import study_detectors
from maskapp.training.studies.compare_networks import compare_forms, compare_networks
from maskapp.training.studies.face_leaks import study_leaks
from maskapp.training.studies.label_noise import study_label_noise
from maskapp.training.studies.near_duplicates import study_near_duplicates
from maskapp.training.studies.rendered_things import study_rendered_things
from maskapp.training.studies.unseen_collections import study_unseen_collections

_STEPS = 80
_FINE_EPOCHS = 2


_STUDIES = {
    "duplicates": study_near_duplicates,
    "noise": study_label_noise,
    "sources": study_unseen_collections,
    "networks": compare_networks,
    "forms": compare_forms,
    "rendered": study_rendered_things,
}
_STUDIES_OF_SEVERAL = {
    "detectors": study_detectors,  # of folders, as `maskapp train-detector` takes them
    "leaks": study_leaks,  # of videos
}
_WITH_TRAININGS = ("noise", "sources", "networks")


def main() -> int:
    """Run the study named on the command line and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=[*_STUDIES, *_STUDIES_OF_SEVERAL])
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        nargs="+",
        metavar="DIR",
        help="a folder; one or more for detectors; one or more videos for leaks",
    )
    parser.add_argument("--base-weights", type=Path, metavar="FILE")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    if options.kind not in _STUDIES_OF_SEVERAL and len(options.data) > 1:
        parser.error(f"{options.kind} takes one folder")
    try:
        options.output.mkdir(parents=True, exist_ok=True)
        if options.kind in _STUDIES_OF_SEVERAL:
            _STUDIES_OF_SEVERAL[options.kind](options.data, options.output)
            return 0
        pictures = read_samples(options.data[0], joins_copies=options.kind != "duplicates")
        samples = locate_faces(pictures, options.output / "faces.npz")
        plan = replace(read_plan(training_plan()), steps=_STEPS, fine_epochs=_FINE_EPOCHS)
        if options.kind in _WITH_TRAININGS:
            start, data = describe_start(options.base_weights, None), describe_samples(samples)
            require_same_task({"plan": asdict(plan), "start": start, "data": data}, options.output)
        _STUDIES[options.kind](samples, options.base_weights, plan, options.output)
    except MaskappError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
