"""make_predictions.py FILE.csv: 60 made-up patients with two risks, an outcome in three spellings, follow-up, sets."""
import math
import random
import sys

random.seed(7)
with open(sys.argv[1], "w", newline="\n") as file:
    print("id,y,word,A,B,months,dead,set,yesno", file=file)
    for i in range(60):
        a = 0.05 + 0.9 * random.random()
        b = min(0.99, max(0.01, a + random.gauss(0, 0.25)))
        y = int(random.random() < a)
        months = -20 * math.log(1 - random.random()) / (0.3 + a)
        print(f"P{i:02},{y},{'recurred' if y else 'free'},{a:.3f},{b:.3f},{months:.1f},{int(random.random() < 0.7)},"
              f"{'train' if i % 3 else 'test'},{'yes' if y else 'no'}", file=file)
