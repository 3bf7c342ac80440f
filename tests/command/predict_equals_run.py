#!/usr/bin/env python3
"""Compares dlrr predict with predictions.csv: predict_equals_run.py STUDY RESULT PATIENT... [centre=COLUMN]

For every patient: the model that predict names by itself, and every model of the bundle that reads images
alone, the baselines with them; models that read clinical columns are asked with --clinical. With centre=COLUMN of the
clinical table, all are asked with --centre. The risk must agree within 1e-12; of a time to an event the linear
predictor, and the risk up to the horizon where there is one.
"""
import csv
import json
import subprocess
import sys

study, result, patients = sys.argv[1], sys.argv[2], [word for word in sys.argv[3:] if "=" not in word]
centre_column = next((word.split("=")[1] for word in sys.argv if word.startswith("centre=")), None)
with open(f"{study}/clinical.csv") as file:
    centres = {row["id"]: row[centre_column] for row in csv.DictReader(file)} if centre_column else {}
with open(f"{result}/predictions.csv") as file:
    rows = {row["patient"]: row for row in csv.DictReader(file)}
models = ["Cli", "Rad", "DLR", "CR", "CDL", "DLRR", "Combined", "Size", "MeanZ"]
images_alone = ["Rad", "DLR", "DLRR", "Size", "MeanZ"]
for model in models:
    if len({row[model] for row in rows.values()}) < 2:
        sys.exit(f"{model} gives every patient one risk; this test could not fail")


def predict(patient, *more):
    command = ["dlrr", "predict", f"{result}/model.dlrr", "--case", f"{study}/cases.csv",
               "--patient", patient, "--json", *(["--centre", centres[patient]] if centres else []), *more]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare(patient, answer, wanted):
    risk = float(rows[patient][answer["model"]])
    if wanted and answer["model"] != wanted:
        sys.exit(f"{patient}: asked for {wanted}, answered for {answer['model']}")
    found = answer.get("linear_predictor", answer["risk"])
    if answer["patient"] != patient or not abs(found - risk) <= 1e-12:
        sys.exit(f"{patient}, {answer['model']}: predict {found}, the run {risk}")
    up_to = rows[patient].get(answer["model"] + ".risk")
    if up_to and not abs(answer["risk"] - float(up_to)) <= 1e-12:
        sys.exit(f"{patient}, {answer['model']}: predict {answer['risk']}, the run {up_to}")
    if answer["group"] != ("high" if risk >= float(answer["cutoff"]) else "low"):
        sys.exit(f"{patient}, {answer['model']}: group {answer['group']} at risk {risk}, "
                 f"cut-off {answer['cutoff']}")


compared = 0
for patient in patients:
    answers = [(predict(patient), None)]
    answers += [(predict(patient, "--model", m), m) for m in images_alone]
    answers += [(predict(patient, "--model", m, "--clinical", f"{study}/clinical.csv"), m)
                for m in models if m not in images_alone]
    if answers[0][0]["model"] not in images_alone:
        sys.exit(f"the model chosen by itself, {answers[0][0]['model']}, reads more than images")
    for answer, wanted in answers:
        compare(patient, answer, wanted)
    compared += len(answers)
print(f"{compared} risks agree")
