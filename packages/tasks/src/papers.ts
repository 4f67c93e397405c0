import type {TaskSource} from './task.js';

export const graves2014 = {
  reference: 'Graves, Wayne and Danihelka, Neural Turing Machines (2014)',
  url: 'https://arxiv.org/abs/1410.5401',
} satisfies TaskSource;

export const grefenstette2015 = {
  reference: 'Grefenstette et al., Learning to Transduce with Unbounded Memory (2015)',
  url: 'https://arxiv.org/abs/1506.02516',
} satisfies TaskSource;

export const graves2016 = {
  reference:
    'Graves et al., Hybrid computing using a neural network with dynamic external memory, Nature 538 (2016)',
  url: 'https://doi.org/10.1038/nature20101',
} satisfies TaskSource;

export const santoro2016 = {
  reference: 'Santoro et al., One-shot Learning with Memory-Augmented Neural Networks (2016)',
  url: 'https://arxiv.org/abs/1605.06065',
} satisfies TaskSource;

export const suzgun2019 = {
  reference:
    'Suzgun et al., Memory-Augmented Recurrent Neural Networks Can Learn Generalized Dyck Languages (2019)',
  url: 'https://arxiv.org/abs/1911.03329',
} satisfies TaskSource;

export const deletang2023 = {
  reference: 'Delétang et al., Neural Networks and the Chomsky Hierarchy (2023)',
  url: 'https://arxiv.org/abs/2207.02098',
} satisfies TaskSource;
